"""Schemes, the parameters of their rules, and who may have a coupon under them."""
