"""mock-voiceid beside the other ways to test code that calls Voice ID, all doing the same job."""
