"""How somebody comes to an order: choosing, saying who comes, looking over, placing it.

The address holds what was chosen, then a *cart* what was typed, so that every step can be
reloaded and gone back to. A cart's token is the key of its order: it orders once.
"""
