"""The service categories that a new installation begins with."""
