"""QR codes drawn as vectors: one compact path for the page, filled runs for the PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

QUIET_ZONE = 4
"""Empty modules around the code, as ISO/IEC 18004 asks."""


INK = "#07313f"


Matrix = tuple[tuple[bool, ...], ...]


def qr_matrix(text: str) -> Matrix:
    """The dark modules of the smallest code that holds `text`, row by row, without quiet zone.

    Error correction is M (15 %). Upper-case addresses use the alphanumeric
    mode: 61 characters just fill version 3 (29 modules), which cheap cameras
    still read.
    """
    code = QRCode(version=None, error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def horizontal_runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(start, length) of every unbroken stretch of dark modules in a row."""
    start = None
    for column, dark in enumerate((*row, False)):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            yield start, column - start
            start = None


def qr_svg(text: str, title: str) -> str:
    """An inline SVG of one path, quiet zone included, that a screen reader calls `title`.

    Scale it with CSS; the ground is white whatever is behind, for dark pages too.
    """
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_ZONE
    path = "".join(
        f"M{start + QUIET_ZONE} {line + QUIET_ZONE}h{length}v1h-{length}z"
        for line, row in enumerate(matrix)
        for start, length in horizontal_runs(row)
    )
    name = escape(title, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" aria-label="{name}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="{INK}" d="{path}"/></svg>'
    )


class QrDrawing(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """A QR code of a given side, its quiet zone inside that side, for reportlab."""

    def __init__(self, text: str, size: float, ink: Color | None = None) -> None:
        super().__init__()
        self.matrix = qr_matrix(text)
        self.width = self.height = size
        self.ink = ink or HexColor(INK)

    def draw(self) -> None:
        """One white square and one filled path, so that no seams show between modules."""
        module = self.width / (len(self.matrix) + 2 * QUIET_ZONE)
        self.canv.setFillColor(white)
        self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        path = self.canv.beginPath()
        for line, row in enumerate(self.matrix):
            bottom = self.height - (line + 1 + QUIET_ZONE) * module
            for start, length in horizontal_runs(row):
                path.rect((start + QUIET_ZONE) * module, bottom, length * module, module)
        self.canv.setFillColor(self.ink)
        self.canv.drawPath(path, stroke=0, fill=1)


def qr_drawing(text: str, size_mm: float) -> QrDrawing:
    """A flowable of `size_mm` millimetres a side, quiet zone included."""
    return QrDrawing(text, size_mm * mm)
