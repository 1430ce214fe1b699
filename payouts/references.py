"""Our reference of one attempt to pay, which the bank gives back with every answer."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"\s*PY\W*0*(\d{1,18})\W+\d+\s*", re.IGNORECASE)


def reference_of(payable_id: int, attempt_no: int) -> str:
    """Our end-to-end reference of one attempt: `PY00000012-1`."""
    return f"PY{payable_id:08d}-{attempt_no}"


def payable_named(reference: str) -> int | None:
    """The payable that a reference of ours names, however the bank printed it; None for another's."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[1]) if found else None
