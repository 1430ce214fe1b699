"""Pages of those who ask for changes of rights, confirm them, or object."""
