"""A day as a grid of rooms and time: where each thing stands, and with what room."""
