"""Applications, coupons, QR, scans, proposals, redemptions."""
