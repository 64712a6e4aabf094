"""Benchmarks: `make bench` prints, for each piece of work, our figure, the floor (the same with nothing above the engine) and the ratio.

Machines are noisy; the ratio is what to watch. Nothing here is asserted.
"""
