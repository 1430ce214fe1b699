"""The command to which the pages of several objects lead: the bank's report settles batches and payments."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission

ASK_IMPORT = declare("payouts.ask_import", Permission.PAYOUTS_STATEMENT_IMPORT, second_factor=True)
