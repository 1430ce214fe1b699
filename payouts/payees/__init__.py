"""Payees: whether they can be paid, and what they are shown."""
