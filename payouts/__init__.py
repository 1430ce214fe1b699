"""Payables, payments, batches, bank reports, the money path of a coupon."""
