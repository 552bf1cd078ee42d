"""The one place that uses private and undocumented names of other libraries. Each has a test."""
