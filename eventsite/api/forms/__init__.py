"""What may be asked of the API and sent to it. Shapes only."""
