"""An SME asks for a coupon: eligibility, review, decision, waiting list, appeal."""
