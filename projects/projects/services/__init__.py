"""One verb of one person each, one transaction each."""
