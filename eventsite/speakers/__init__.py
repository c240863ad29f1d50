"""The pages of people on stage, for organisers; their rows are `sessions/`'s."""
