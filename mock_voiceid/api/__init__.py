"""The wire: validation, serialization, errors, hosts and locations."""
