"""Payables, payments, batches, what the bank answers, the money path of a coupon."""
