"""Pages of one's own account, and the proof of who asks."""
