"""The room's pages. `forms`, `devices` and `wiring` hold what Flask-Security asks of us; the rest is ours."""
