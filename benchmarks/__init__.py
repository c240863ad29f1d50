"""Measures speed, as ratios to something bare on the same machine in the same run.

`python -m benchmarks` runs all, `python -m benchmarks checkout` one; with `JSON=1` one
JSON object a line. Each module has a `run()` that yields figures.
"""
