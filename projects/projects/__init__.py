"""Projects of a plan, with their indicators."""
