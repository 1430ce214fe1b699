"""Commands of the ledger itself; each file is one command and one transaction."""
