"""From the application to the claim: coupons, the counter, what is rendered for them."""
