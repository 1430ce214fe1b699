"""Commands; each file is one command and one transaction."""
