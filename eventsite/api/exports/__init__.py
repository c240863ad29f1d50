"""What the API answers: each thing's schema, and how it is made from ours."""
