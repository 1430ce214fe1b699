"""The end of a budget line's fiscal year: which coupons are carried over, and what lapses."""
