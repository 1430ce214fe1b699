"""Thai in PDFs: shaped as HarfBuzz says, broken between words, read back as written."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest
import uharfbuzz
from PIL import Image, ImageChops
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.pdf.fonts import BOLD, FONT_FOLDER, REGULAR, SEMIBOLD, font, printable, register_fonts
from core.pdf.paper import DocumentFacts, render_document
from core.pdf.text import Text, TextStyle, draw_line, fitted, text_table

FACTS = DocumentFacts("รายงานน้ำดื่ม", "ทดสอบ", "th", "คูปองพัฒนา SME")
HARD_WORDS = "น้ำ ที่ ปั๊ม ผู้ประกอบการ ป้ำ คำ กตัญญู ฐานะ ฎู ฤๅ ฝั่ง ใต้ เปี๊ยก ค่ำ SME ฿1,234.50 ๒๕๖๙ Office <b>&amp;"


def texts_of(pdf: bytes) -> list[str]:
    """The text layer as two readers that nobody here wrote give it."""
    by_pypdf = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    document = pypdfium2.PdfDocument(pdf)
    by_pdfium = "\n".join(page.get_textpage().get_text_range() for page in document)
    return [by_pypdf, by_pdfium]


def on_one_page(paint: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 60), invariant=1)
    paint(canvas)  # type: ignore[operator]  # called bare
    canvas.save()
    return buffer.getvalue()


def raster(pdf: bytes, scale: float = 4) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil().convert("L")


@pytest.mark.parametrize("name", [REGULAR, SEMIBOLD, BOLD])
def test_extracted_text_is_what_was_written(name: str) -> None:
    pdf = render_document([Text(word, TextStyle(name, 14)) for word in HARD_WORDS.split()], FACTS)
    for text in texts_of(pdf):
        assert [word for word in HARD_WORDS.split() if word not in text.split()] == []


def test_every_syllable_of_thai_is_read_back() -> None:
    """Each consonant under each vowel above, below or behind it and each tone: 1,760 syllables, two readers."""
    syllables = [
        f"{consonant}{vowel if vowel not in 'ะาำ' else ''}{tone}{vowel if vowel in 'ะาำ' else ''}น"
        for consonant in map(chr, range(ord("ก"), ord("ฮ") + 1))
        for vowel in "ะาำัิีืู"
        for tone in ("", *"่้๊๋")
        if consonant not in "ฤฦ"
    ]
    rows = [syllables[start : start + 6] for start in range(0, len(syllables), 6)]
    pdf = render_document([text_table(["ก"] * 6, rows, [80] * 6)], FACTS)
    for text in texts_of(pdf):
        assert set(syllables) - set(text.split()) == set()


def test_no_private_code_point_reaches_the_text_layer() -> None:
    pdf = render_document([Text(HARD_WORDS * 8)], FACTS)
    for text in texts_of(pdf):
        assert not [c for c in text if "\ue000" <= c <= "\uf8ff" or c >= "\U000f0000"]


@pytest.mark.parametrize("word", ["น้ำ", "ที่", "ปั๊ม", "ป้ำ", "ผู้", "ญู", "ฐู", "กิ๊", "ฝั่ง", "เปี๊ยก"])
def test_glyphs_and_places_are_those_of_harfbuzz(word: str) -> None:
    reference_font = uharfbuzz.Font(
        uharfbuzz.Face(uharfbuzz.Blob((FONT_FOLDER / "Sarabun-Regular.ttf").read_bytes()))
    )
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    uharfbuzz.shape(reference_font, buffer)
    reference = [
        (info.codepoint, place.x_advance, place.x_offset, place.y_offset)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]
    face = font(REGULAR)
    ours = [
        (face.face.charToGlyph[g.code], g.advance, g.x_offset, g.y_offset) for g in face.shape(word).glyphs
    ]
    assert ours == reference


def test_thai_is_shaped_by_its_own_rules_after_latin() -> None:
    face = font(REGULAR)
    alone = face.shape("น้ำ").glyphs
    assert face.shape("SME น้ำ").glyphs[-len(alone) :] == alone


@pytest.mark.parametrize("word", ["น้ำ", "ที่", "ปั๊ม", "ป้ำ"])
def test_marks_stand_elsewhere_than_unshaped(word: str) -> None:
    register_fonts()

    def unshaped(canvas: Canvas) -> None:
        canvas.setFont(REGULAR, 30)
        canvas.drawString(10, 20, word)

    ours = raster(on_one_page(lambda canvas: draw_line(canvas, word, TextStyle(size=30), 10, 20)))
    assert ImageChops.difference(ours, raster(on_one_page(unshaped))).getbbox() is not None


def test_a_tone_stands_above_the_vowel_below_it() -> None:
    """ที่ is taller than ที, which is taller than ท: no mark is painted over another."""

    def top_of(word: str) -> int:
        page = raster(on_one_page(lambda canvas: draw_line(canvas, word, TextStyle(size=30), 10, 20)))
        box = page.point(lambda value: 255 if value < 128 else 0).getbbox()
        assert box is not None
        return box[1]

    assert top_of("ที่") < top_of("ที") < top_of("ท")


def test_long_thai_breaks_between_words_inside_a_cell() -> None:
    name = "บริษัท ผู้ประกอบการวิสาหกิจชุมชนแปรรูปผลิตภัณฑ์น้ำผึ้งดอกลำไยและสมุนไพรพื้นบ้านภาคเหนือตอนบน จำกัด (มหาชน)"
    pdf = render_document([text_table(["ชื่อ", "บาท"], [[name, "1.00"]], [60 * mm, 30 * mm])], FACTS)
    for text in texts_of(pdf):
        lines = [line.strip() for line in text.splitlines()]
        assert not any(line and line[0] in "ะัาำิีึืุู็่้๊๋์ๆ" for line in lines)
        assert "ผู้ประกอบการ" in text.replace("\r\n", "").replace("\n", "")


def test_a_long_table_repeats_its_head_and_numbers_its_pages() -> None:
    rows = [[str(number), f"รายการที่ {number}"] for number in range(120)]
    pdf = render_document([text_table(["ลำดับ", "ชื่อ"], rows, [40, 300])], FACTS)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "ลำดับ" in text
        assert f"{number} / {len(pages)}" in text


def test_a_text_longer_than_a_page_goes_on_overleaf() -> None:
    pdf = render_document([Text("ที่ " * 5_000)], FACTS)
    by_pypdf = texts_of(pdf)[0]
    assert by_pypdf.count("ที่") == 5_000


def test_metadata_say_what_it_is_and_in_which_language() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_document([Text("ก")], FACTS)))
    assert reader.metadata is not None
    assert reader.metadata.title == "รายงานน้ำดื่ม"
    assert reader.metadata.author == "OSMEP"
    assert reader.trailer["/Root"]["/Lang"] == "th-TH"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_same_document_gives_the_same_bytes_when_asked() -> None:
    story = [Text(HARD_WORDS)]
    assert render_document(story, FACTS, invariant=True) == render_document(story, FACTS, invariant=True)


def test_only_embedded_fonts_are_used() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_document([Text(HARD_WORDS)], FACTS)))
    fonts = reader.pages[0]["/Resources"]["/Font"].get_object()
    for entry in fonts.values():
        if "Sarabun" in entry.get_object()["/BaseFont"]:
            assert "/FontFile2" in entry.get_object()["/FontDescriptor"]


def test_letters_the_font_lacks_do_no_harm() -> None:
    pdf = render_document([Text("น้ำ 中文 😀 \x00\x07 \ue000 \U000f0001 عربي ลำไย")], FACTS)
    for text in texts_of(pdf):
        assert "น้ำ" in text
        assert "ลำไย" in text


def test_control_and_private_characters_are_taken_out() -> None:
    assert printable("ก\x00ข\x1b\ue000\U000f0001ค\nง") == "กขค\nง"


def test_text_is_made_smaller_until_it_fits() -> None:
    name = "วิสาหกิจชุมชนแปรรูปผลิตภัณฑ์" * 4
    style = fitted(name, TextStyle(BOLD, 20), 300, 2)
    assert style.size < 20
    assert len(style.lines_of(name, 300)) <= 2
