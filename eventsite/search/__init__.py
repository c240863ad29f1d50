"""Finding sessions and people by words: of one event, or of all that are public."""
