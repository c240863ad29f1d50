"""Who may do what at an event: its team, invitations to it, a host's administrators."""
