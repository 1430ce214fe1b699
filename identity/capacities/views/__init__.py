"""Whom one acts for, and what is kept about oneself."""
