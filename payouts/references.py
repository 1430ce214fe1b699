"""Our reference of one attempt to pay, which the bank repeats in every report."""

from __future__ import annotations

import re

_APART = "[^0-9A-Za-z]"
_REFERENCE = re.compile(f"{_APART}*[Pp][Yy]{_APART}*0*([0-9]{{1,18}}){_APART}+[0-9]+{_APART}*")
"""In letters and digits of ASCII alone, as a bank file carries them, and so in the database whatever its locale."""


def reference_of(payable_id: int, attempt_no: int) -> str:
    """Our end-to-end reference of one attempt: `PY00000012-1`."""
    return f"PY{payable_id:08d}-{attempt_no}"


def payable_named(reference: str) -> int | None:
    """The payable that a reference of ours names, however the bank printed it; None for another's."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[1]) if found else None
