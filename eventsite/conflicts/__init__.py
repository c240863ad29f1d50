"""Conflicts for people: warnings accepted with a reason, and what places are held against."""
