"""What a test sets and orders: options, voices, faults, throttling, and the context that holds them."""
