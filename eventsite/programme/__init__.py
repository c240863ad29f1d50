"""The public programme, made from releases: grid, list, sessions, speakers, search."""
