"""The demo world: a fiscal year in miniature, made by calling the services with a moved clock."""
