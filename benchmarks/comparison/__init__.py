"""Compares mock-voiceid with the alternatives for testing code that calls Voice ID."""
