"""The matrix role × permission, as docs/permissions.md shows it.

python -m tests.house.permissions_page > docs/permissions.md
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from core.permissions import MATRIX, STAFF_ROLES, Permission, Role

HEAD = """# Who may do what

Written from `core/permissions.py` by `python -m tests.house.permissions_page`; a house test compares, and
another walks every route as every role, with its own and with another organisation's objects.

A permission admits to a page or command; whose object it concerns is checked by the service or the query: another
organisation's object looks as if it did not exist. Duties are separate beyond this table: who recommends does not
decide, who adds a bank account does not verify it, and a batch takes two or three people (docs/architecture.md#states).
Members' roles hold for one organisation as one party, SME or provider; the consent right is a role of its own.
"""


def page(matrix: Mapping[Role, frozenset[Permission]] = MATRIX) -> str:
    """The whole page."""
    parts = [HEAD]
    for title, roles in (
        ("People, SMEs and providers", [role for role in Role if role not in STAFF_ROLES]),
        ("OSMEP", [role for role in Role if role in STAFF_ROLES]),
    ):
        parts.append(f"## {title}\n")
        parts.append("| permission | " + " | ".join(roles) + " |")
        parts.append("|---|" + ":-:|" * len(roles))
        for permission in Permission:
            held = [permission in matrix[role] for role in roles]
            if any(held):
                cells = " | ".join("●" if each else "" for each in held)
                parts.append(f"| `{permission}` | {cells} |")
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
