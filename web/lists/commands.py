"""Who may have a list made as a file: whoever may open the list, which the service judges again."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission

STORE_EXPORT = declare("core.keep_export", Permission.IDENTITY_SELF_MANAGE)
