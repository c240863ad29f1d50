"""A host's privacy notice and imprint: texts of its own, with every former version.

Where a host has written none, the privacy notice says what this software keeps, why and
how long, as each room tells it (`privacy/`). That part can stand below a text, too, and is
then true by itself.
"""
