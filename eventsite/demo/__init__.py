"""The demo: real conferences to look at, and one in the coming months to try."""
