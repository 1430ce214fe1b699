"""Where organisations are paid: given by an owner, verified by a finance officer."""
