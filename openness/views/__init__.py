"""The public's pages. Anybody may read them; none of them writes anything."""
