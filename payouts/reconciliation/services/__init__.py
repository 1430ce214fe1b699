"""The commands on bank answers: one command, one file, one transaction."""
