"""Verbs of the house itself; each file is one verb and one transaction."""
