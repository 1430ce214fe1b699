"""Payments that are signed for as one, and sent to the bank in one file."""
