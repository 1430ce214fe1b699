"""What SMEs do with their applications and coupons, and what becomes of it."""
