"""The coupon itself: its code, its paper, its way from issue to end."""
