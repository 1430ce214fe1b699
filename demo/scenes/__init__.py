"""The scenes of the demo world, one for each package: what its people did in the course of the year, and what waits today.

A scene's `today(stage)` brings about what lies on its desks on the day of building; `world.py` calls them in `CLOSING`.
"""
