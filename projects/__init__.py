"""Action plans, projects, KPIs and budget lines."""
