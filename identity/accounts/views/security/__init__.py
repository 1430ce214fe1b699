"""Flask-Security, in our words and by our rules."""
