"""Working days, and when things are due."""
