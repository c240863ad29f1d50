"""People who can sign in. What they may do hangs on the events: see events/."""
