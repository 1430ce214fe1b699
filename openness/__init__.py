"""What the public sees: the money, the rules, the providers."""
