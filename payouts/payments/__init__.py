"""One attempt to pay what is owed: sent, paid, failed, returned; and what people find out of it."""
