"""The other mocked services that Voice ID calls, one module each."""
