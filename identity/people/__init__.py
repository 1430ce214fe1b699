"""People: who they are, and what happened by whom."""
