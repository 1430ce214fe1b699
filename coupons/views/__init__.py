"""The pages of this room: applications, coupons, the counter, claims."""
