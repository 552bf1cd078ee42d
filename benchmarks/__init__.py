"""Benchmarks, each beside a comparable cost: `python -m benchmarks` prints the table."""
