"""Sarabun, shaped: Thai vowels and tone marks where they belong, and text that readers can copy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts"


REGULAR, SEMIBOLD, BOLD = "Sarabun", "Sarabun-SemiBold", "Sarabun-Bold"
_FILES = {REGULAR: "Sarabun-Regular.ttf", SEMIBOLD: "Sarabun-SemiBold.ttf", BOLD: "Sarabun-Bold.ttf"}


_PRIVATE_PLANE = 0xF0000


_REPLACEMENT = "\ufffd"


_SCRIPT_RUNS = re.compile("[\u0e00-\u0e7f]+|[^\u0e00-\u0e7f]+")


LONGEST_JUMP = 60
"""Thousandths of an em. Readers take a long jump for a space; short ones that begin a new TJ move as far and stay silent."""

_CMAP_BLOCK = 100
"""Entries that one bfchar block may hold (Adobe Technical Note 5411)."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shaped glyph: the font's code for it and where it goes, in thousandths of an em."""

    code: int
    width: float
    advance: float
    x_offset: float
    y_offset: float


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """A line ready to be painted at any size."""

    glyphs: tuple[Glyph, ...]
    advance: float
    plain: bool
    """Glyph after glyph on one height, each with its own characters: any reader spells it right."""


class ShapedFont(TTFont):  # type: ignore[misc]  # reportlab carries no types
    """A TrueType font that shapes text and knows what each of its glyphs was written for."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path))
        self._hb_face = uharfbuzz.Face(uharfbuzz.Blob(path.read_bytes()))
        self._hb_font = uharfbuzz.Font(self._hb_face)
        self._codes: dict[tuple[int, str], int] = {}
        self._sources: dict[int, str] = {}
        self._lock = Lock()

    def shape(self, text: str) -> ShapedLine:
        """Glyphs of a line, Thai and other scripts shaped each by its own rules."""
        glyphs = tuple(glyph for run in _SCRIPT_RUNS.findall(text) for glyph in self._shape_run(run))
        plain = all(
            not glyph.y_offset and abs(glyph.x_offset) < LONGEST_JUMP and self._sources.get(glyph.code, "?")
            for glyph in glyphs
        )
        return ShapedLine(glyphs, sum(glyph.advance for glyph in glyphs), plain)

    def _shape_run(self, run: str) -> Iterator[Glyph]:
        buffer = uharfbuzz.Buffer()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(run)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._hb_font, buffer, {"kern": True, "liga": True, "dlig": False})
        infos = buffer.glyph_infos
        scale = 1000 / self._hb_face.upem
        sources = _sources_of_glyphs([info.cluster for info in infos], run)
        for info, position, source in zip(infos, buffer.glyph_positions, sources, strict=True):
            yield Glyph(
                self._code_for(info.codepoint, source),
                self._hb_font.get_glyph_h_advance(info.codepoint) * scale,
                position.x_advance * scale,
                position.x_offset * scale,
                position.y_offset * scale,
            )

    def _code_for(self, glyph: int, source: str) -> int:
        """The character that paints this glyph: itself, or a private one that remembers its source."""
        if glyph == 0:
            source = _REPLACEMENT
        if len(source) == 1 and glyph and self.face.charToGlyph.get(ord(source)) == glyph:
            return ord(source)
        with self._lock:
            code = self._codes.get((glyph, source))
            if code is None:
                code = self._codes[glyph, source] = _PRIVATE_PLANE + len(self._codes)
                self._sources[code] = source
                self.face.charToGlyph[code] = glyph
                self.face.charWidths[code] = (
                    self._hb_font.get_glyph_h_advance(glyph) * 1000 / self._hb_face.upem
                )
            return code

    def addObjects(self, doc: Any) -> None:  # noqa: N802  (reportlab's name)
        """Embed the subsets, then say in their ToUnicode tables what was written.

        One document at a time: a subset is read from the font's file by a position that all documents share.
        """
        subsets = self.state[doc].subsets
        with self._lock:
            super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("ascii")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = self._to_unicode(name, subset)

    def _to_unicode(self, name: str, subset: Sequence[int]) -> str:
        entries = [
            f"<{index:02X}> <{utf16(self._sources.get(code, chr(code)))}>"
            for index, code in enumerate(subset)
            if code
        ]
        blocks = [entries[start : start + _CMAP_BLOCK] for start in range(0, len(entries), _CMAP_BLOCK)]
        body = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n"
            f"/CMapName /{name} def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
            f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        )


def _sources_of_glyphs(clusters: Sequence[int], run: str) -> list[str]:
    """The characters each glyph stands for, so that glyph after glyph spells the run.

    A cluster's last glyph takes what the others leave; surplus glyphs stand for
    nothing. ำ becomes two glyphs (ํ and า): "" and "ำ"; after a tone, "้" and "ำ".
    """
    starts = sorted(set(clusters))
    ends = dict(pairwise([*starts, len(run)]))
    sources = []
    for index, start in enumerate(clusters):
        text = run[start : ends[start]]
        place = sum(1 for other in clusters[:index] if other == start)
        count = clusters.count(start)
        surplus = max(count - len(text), 0)
        if place == count - 1:
            sources.append(text[place - surplus :])
        else:
            sources.append("" if place < surplus else text[place - surplus])
    return sources


_LOADING = Lock()


def font(name: str) -> ShapedFont:
    """One of the three weights, registered with reportlab on first use.

    Two threads must never load one weight twice: private codes of one instance
    would name other glyphs in the other.
    """
    with _LOADING:
        return _loaded(name)


@cache
def _loaded(name: str) -> ShapedFont:
    made = ShapedFont(name, FONT_FOLDER / _FILES[name])
    pdfmetrics.registerFont(made)
    return made


def register_fonts() -> None:
    """Make all weights known by name, for those who measure text before setting any."""
    for name in _FILES:
        font(name)


@lru_cache(maxsize=8192)
def shaped(text: str, font_name: str) -> ShapedLine:
    """A line shaped once: labels return on every document."""
    return font(font_name).shape(text)


def printable(text: str) -> str:
    """The text composed (NFC), with control characters other than newlines taken out."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        c for c in composed if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
    )


def utf16(text: str) -> str:
    """The text as hexadecimal UTF-16, as a PDF writes it."""
    return text.encode("utf-16-be").hex().upper()
