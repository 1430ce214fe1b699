"""Accounts: signing in, sessions, second factors, and what is kept about oneself."""
