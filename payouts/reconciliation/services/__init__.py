"""The commands on bank reports: one command, one file, one transaction."""
