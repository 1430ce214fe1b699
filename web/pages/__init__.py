"""Pages of every package: what waits, the deadline board, long work, what comes next."""
