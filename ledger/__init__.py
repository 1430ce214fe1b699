"""Accounts, postings, transitions, balances. Knows money; a posting's subject is (kind, id) to it, no more."""
