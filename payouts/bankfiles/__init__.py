"""The files we exchange with the bank: ISO 20022 out (pain.001) and in (pain.002, camt.053, camt.054).

Pure functions from values to bytes and back; no database, no Flask. What the
answers mean for a payment is decided in `payouts`, not here.
"""
