"""Whole files in and out: what an import changes, what an export holds."""
