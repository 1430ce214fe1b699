"""Names of organisations and of people as they are typed, and how two of them are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.typed.problems import TypedProblem, Unreadable
from core.typed.text import as_written

_LETTER = re.compile(r"[^\W\d_]")
_FORMS = (
    (
        re.compile(r"^(?:บมจ\.? ?|บริษัท ?)(?P<name>.+?) ?จำกัด ?\(มหาชน\)$|^บมจ\.? ?(?P<short>.+)$"),
        "บริษัท {} จำกัด (มหาชน)",
    ),
    (re.compile(r"^บริษัท ?(?P<name>.+?) ?จำกัด$|^(?:บจก|บจ)\. ?(?P<short>.+)$"), "บริษัท {} จำกัด"),
    (re.compile(r"^ห้างหุ้นส่วน ?จำกัด ?(?P<name>.+)$|^หจก\.? ?(?P<short>.+)$"), "ห้างหุ้นส่วนจำกัด {}"),
    (
        re.compile(r"^ห้างหุ้นส่วน ?สามัญ ?นิติบุคคล ?(?P<name>.+)$|^หสน\. ?(?P<short>.+)$"),
        "ห้างหุ้นส่วนสามัญนิติบุคคล {}",
    ),
)
"""Each legal form as it is written short, or without spaces, and as the register writes it."""
_ENGLISH_FORMS = (
    (re.compile(r"\b(?:public company limited|public co ltd|pcl|plc)$"), "pcl"),
    (re.compile(r"\b(?:company limited|company ltd|co limited|co ltd)$"), "coltd"),
    (re.compile(r"\b(?:limited partnership|ltd part(?:nership)?)$"), "ltdpart"),
)
_TITLES = {
    "นาย": "นาย",
    "นาง": "นาง",
    "นางสาว": "นางสาว",
    "น.ส.": "นางสาว",
    "น.ส": "นางสาว",
    "นส.": "นางสาว",
    "ดร.": "ดร.",
    "mr.": "Mr.",
    "mr": "Mr.",
    "mrs.": "Mrs.",
    "mrs": "Mrs.",
    "ms.": "Ms.",
    "ms": "Ms.",
    "miss": "Miss",
    "dr.": "Dr.",
    "dr": "Dr.",
}
_ABBREVIATED = re.compile(r"(น\.ส\.?|นส\.|ดร\.|mr\.|mrs\.|ms\.|dr\.) ?(?=\S)", re.IGNORECASE)
_RUN_ON = re.compile(r"(นางสาว|นาย)(?=[เ-ไก-ฮ]\S* \S)")
"""A title written onto the name that follows; นาง alone is left, since names begin with it."""


LONGEST_SINGLE_NAME = 100
"""Characters of one name alone that is asked about."""


def read_organisation_name(text: str) -> str:
    """The name in one line, Thai in its one spelling, the legal form in full: บริษัท … จำกัด of บจก. Raises Unreadable."""
    name = one_line(text)
    for form, full in _FORMS:
        match = form.match(name)
        if match:
            return full.format((match["name"] or match["short"]).strip())
    return name


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name without the title typed before it, and that title; empty when none was."""

    name: str
    title: str = ""


def read_person_name(text: str) -> PersonName:
    """First name and surname, the title apart. One name alone is asked about: it may be right. Raises Unreadable."""
    title, name = without_title(one_line(text))
    if " " not in name and len(name) <= LONGEST_SINGLE_NAME:
        raise Unreadable(TypedProblem.FAMILY_NAME_MISSING, meant=name)
    return PersonName(name, title)


def compared(name: str) -> str:
    """By what two names of organisations are compared: no spaces, points, case; the legal form in one way."""
    line = " ".join(as_written(name).split())
    full = read_organisation_name(line) if _LETTER.search(line) else line
    plain = " ".join(re.sub(r"[.,]+", " ", full.casefold()).split())
    for form, short in _ENGLISH_FORMS:
        plain = form.sub(short, plain)
    return re.sub(r"[\s()]", "", plain)


def one_line(text: str) -> str:
    """A name in one line and one spelling. Raises Unreadable for what holds no letter."""
    line = " ".join(as_written(text).split())
    if not _LETTER.search(line):
        raise Unreadable(TypedProblem.NAME_WRONG)
    return line


def without_title(line: str) -> tuple[str, str]:
    """(title, name) of a line that may begin with a title; the title is empty when it does not."""
    word, _, rest = line.partition(" ")
    if rest and word.casefold() in _TITLES:
        return _TITLES[word.casefold()], rest
    match = _ABBREVIATED.match(line) or _RUN_ON.match(line)
    return (_TITLES[match[1].casefold()], line[match.end() :]) if match else ("", line)
