"""What waits: queues as the packages declare them, counted, paged and told by the database."""
