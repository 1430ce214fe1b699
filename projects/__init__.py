"""Action plans, projects, KPIs, budget lines, schemes and the parameters of their rules."""
