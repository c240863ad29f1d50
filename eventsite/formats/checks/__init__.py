"""Is what we write what its readers take? Rules of formats and of programs, as code.

Each check takes a file as it goes out and yields problems. They know nothing of how the
file was made, so that they find what its writer got wrong.
"""
