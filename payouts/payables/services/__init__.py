"""The commands on what is owed: one command, one file, one transaction."""
