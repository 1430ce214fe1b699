"""The money path: every satang of one coupon, from the budget line to the line of the bank."""
