"""What is owed and what has come in. Knows an amount and a reference, no conference."""
