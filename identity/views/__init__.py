"""The room's pages. `sign_in` and `wiring` hold what Flask-Security asks of us; the rest is ours."""
