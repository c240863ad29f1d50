"""Who starred which session."""
