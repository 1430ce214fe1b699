"""Removing the second factors of who lost them: one asks, another confirms."""
