"""E-mails: rows of the transaction that causes them, sent by the worker."""
