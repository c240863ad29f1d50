"""Several plans of one event: started from each other, a release or a file, compared.

One of them is the current one; the others are for trying things out.
"""
