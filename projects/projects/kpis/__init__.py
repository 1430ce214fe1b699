"""Indicators of projects, in versions: what is measured, from where, to where, since when."""
