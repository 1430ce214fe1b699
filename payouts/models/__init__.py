"""The tables of payouts, which speak of one another: payables, batches, payments, and what the bank said.

They are below the objects, each of which reads more than its own (docs/decisions/0042).
"""
