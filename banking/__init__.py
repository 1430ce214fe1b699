"""The files that we exchange with banks: message formats behind one `Format`, read and written as values.

Pure functions between values and bytes; no database, and no package above. What a report means for a payment is
decided in `payouts`.
"""
