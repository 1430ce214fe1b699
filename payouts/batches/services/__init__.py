"""The commands on batches: one command, one file, one transaction."""
