"""What a test holds while Voice ID is mocked."""
