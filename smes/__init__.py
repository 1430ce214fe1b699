"""The SME's own part of an organisation: what it is, what size by law, whether verified."""
