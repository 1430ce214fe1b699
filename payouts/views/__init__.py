"""The pages of payouts."""

from __future__ import annotations

from payouts.views import batches, money_path, payables, payments, statements
from payouts.views.blueprint import blueprint

__all__ = ["batches", "blueprint", "money_path", "payables", "payments", "statements"]
