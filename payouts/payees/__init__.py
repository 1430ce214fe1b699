"""Who is paid: whether it can be, and what it is told."""
