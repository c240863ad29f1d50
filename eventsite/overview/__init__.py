"""An organiser's first page, and what needs a person next, over all rooms."""
