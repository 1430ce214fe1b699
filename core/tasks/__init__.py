"""Background tasks: queued in the transaction that causes them, run by the worker."""
