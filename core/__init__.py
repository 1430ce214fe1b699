"""Shared foundations that every package uses and no package owns."""
