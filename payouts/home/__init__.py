"""Where a provider lands: the way to its first money, what to do today, what is coming; and who acts for nobody yet."""
