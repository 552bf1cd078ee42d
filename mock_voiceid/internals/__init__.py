"""Every private or undocumented name of another library that is touched, and why."""
