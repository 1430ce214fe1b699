"""A coupon in use: scan, price, consent, reservation."""
