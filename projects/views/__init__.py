"""The staff's pages of plans, projects, budgets and schemes."""
