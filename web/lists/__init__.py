"""Lists: search, filters, sorting, paging by key, and the same rows as a file."""
