"""Schemes that have run, here and abroad, as data: a new scheme may begin with one (docs/domain.md#schemes).

Each file says what is published of one scheme, in its own currency, of which one unit is shown as one baht; what is not
stated is null, and is entered by whoever drafts.
"""
