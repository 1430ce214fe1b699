"""Budget lines, and the money that was received on them."""
