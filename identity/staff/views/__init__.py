"""Pages of administrators, and of who confirms their grants."""
