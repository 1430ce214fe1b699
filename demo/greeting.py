"""What the terminal says when the demo is ready: where it is, and whom to sign in as for what."""

from __future__ import annotations

import unicodedata

from demo import people


def who_may_sign_in() -> str:
    """A table of everyone who may sign in, Thai above English."""
    rows = [("อีเมล", "บทบาท", "ลองทำ"), ("e-mail", "role", "what to try")]
    for each in (*people.STAFF, *people.GUESTS):
        rows += [(each.email, *each.said("th")), ("", *each.said("en"))]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    rows.insert(2, ("─" * widths[0], "─" * widths[1], "─" * widths[2]))
    lines = [
        "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    head = f"ทุกคนใช้รหัสผ่านเดียวกัน / everyone's password: {people.PASSWORD}"
    return "\n".join(["", "ผู้ที่เข้าสู่ระบบได้ / Who may sign in", head, "", *lines])


def where_to_look(origin: str) -> str:
    """Where the demo is, where one becomes one of its people, and what it mails, Thai above English."""
    return (
        f"เปิด / Open  {origin}\n"
        f"เลือกว่าจะเป็นใคร / Choose whom to be  {origin}/demo/people\n"
        f"อีเมลที่ระบบส่ง / Mail that it sends  {origin}/demo/mail"
    )


def _width(text: str) -> int:
    """How many columns a terminal gives the text: Thai vowels above and below take none."""
    return sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
