"""Scholarships: programmes, applications read without identities, awards."""
