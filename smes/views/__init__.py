"""The SME's registration, and the officers' pages."""
