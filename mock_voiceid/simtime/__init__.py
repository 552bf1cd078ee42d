"""Simulated time: the clock, what is scheduled, and waiting."""
