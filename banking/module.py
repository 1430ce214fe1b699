"""What bank files bring to the whole: their words."""

from __future__ import annotations

from banking.labels import LABELS
from web.module import Module

MODULE = Module("banking", labels=LABELS)
