"""Changes of budgets that two persons make: a transfer to another line, the correction of an entry."""
