"""A camera feed for Chromium: a still picture as a y4m video."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image

WIDTH, HEIGHT, FRAMES = 640, 480, 30


def page_of_pdf(pdf: bytes, dpi: int) -> Image.Image:
    """The first page, rasterised by PDFium."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


def show_to_camera(picture: Image.Image, target: Path) -> Path:
    """Write a video in which the picture is held still before a grey wall."""
    frame = Image.new("RGB", (WIDTH, HEIGHT), (120, 120, 120))
    held = picture.copy()
    held.thumbnail((WIDTH - 40, HEIGHT - 40))
    frame.paste(held, ((WIDTH - held.width) // 2, (HEIGHT - held.height) // 2))
    luma, blue, red = frame.convert("YCbCr").split()
    half = (WIDTH // 2, HEIGHT // 2)
    planes = luma.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()
    with target.open("wb") as video:
        video.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F30:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(FRAMES):
            video.write(b"FRAME\n" + planes)
    return target
