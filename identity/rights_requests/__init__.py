"""Changes of rights that take two officers: unblocking, replacing an owner, freeing a number."""
