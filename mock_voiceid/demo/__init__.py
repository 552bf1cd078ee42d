"""The demonstration: a batch enrollment of real WAV files under simulated time."""
