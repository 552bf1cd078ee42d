"""The other mocked services that Voice ID reaches, one module each."""
