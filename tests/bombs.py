"""Files that are hard to read, made to be: what somebody would upload to keep the readers busy."""

from __future__ import annotations

import struct
import zlib

MOST = 10 * 1024 * 1024 - 1024


def broken_references() -> bytes:
    """A PDF whose table of references lies, so that a reader looks for 700,000 objects by itself."""
    catalogue = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
    page = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    size = len(b"\n1000000 0 obj")
    many = b"".join(b"\n%d 0 obj" % number for number in range(10, (MOST - 1000) // size))
    return (
        b"%PDF-1.7\n" + catalogue + page + many + b"\ntrailer\n<</Root 1 0 R/Size 9>>\nstartxref\n99\n%%EOF\n"
    )


def _written(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first its catalogue, with references in order."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def a_million_pages() -> bytes:
    """A PDF whose tree names one page a million times."""
    kids = b"3 0 R " * 1_000_000
    return _written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1000000/Kids[%s]>>" % kids,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        ]
    )


def pages_within_themselves() -> bytes:
    """A PDF whose tree of pages holds itself, twice at each level."""
    return _written(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"]
    )


def pages(number: int) -> bytes:
    """An honest PDF of so many empty pages."""
    kids = b" ".join(b"%d 0 R" % (each + 3) for each in range(number))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return _written(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (number, kids)]
        + [page] * number
    )


def references_of_gigabytes() -> bytes:
    """A PDF whose table of references is a packed stream of two gigabytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(2048)) + packer.flush()
    stream = b"<</Type/XRef/Root 1 0 R/Size 300000000/W[1 4 2]/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
    head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    return (
        head
        + b"4 0 obj\n"
        + stream % (len(packed), packed)
        + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    )


def vast_picture() -> bytes:
    """A PNG of a few hundred bytes that unpacks to 60,000 by 60,000 pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(60_000)))
        + chunk(b"IEND", b"")
    )
