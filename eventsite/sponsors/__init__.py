"""Sponsors by tier, and the wall that shows them."""
