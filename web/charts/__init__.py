"""Charts: figures that packages count, drawn outside the request and stored with their tables."""
