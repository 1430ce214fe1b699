"""Pages of every package: what waits for me, the deadline board, long work, what comes next."""
