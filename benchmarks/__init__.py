"""What it costs, measured next to what else there is: `python -m benchmarks` prints the table."""
