"""The commands on payments: one command, one file, one transaction."""
