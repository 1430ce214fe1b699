"""The colours of printed documents; those of pages are in static/css/tokens.css."""

from __future__ import annotations

from reportlab.lib.colors import HexColor

INK, INK_SOFT, LINE = HexColor("#13232c"), HexColor("#4a5b65"), HexColor("#dcd9cf")


BRAND, BRAND_DEEP, BRAND_WASH = HexColor("#0b4a5f"), HexColor("#07313f"), HexColor("#e4eff2")


GOLD, GOLD_WASH, WASH = HexColor("#e39b00"), HexColor("#fff4da"), HexColor("#f1efe7")
