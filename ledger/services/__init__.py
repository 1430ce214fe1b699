"""Verbs of the ledger itself; each file is one verb and one transaction."""
