"""The words of the core's own refusals; importing this registers them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.documents import FileProblem
from core.errors import StateReason
from core.labels import register_labels

register_labels(
    {
        StateReason.MOVED_ON: _l(
            "Someone else was first, or this was done already: it no longer stands where this can be done. Look at it again."
        ),
        FileProblem.EMPTY: _l("The file is empty. Choose another."),
        FileProblem.TOO_LARGE: _l(
            "The file is too large: 10 MB at most. Take a smaller picture, or scan in grey."
        ),
        FileProblem.WRONG_KIND: _l("Only PDF, JPEG, PNG and WebP files are taken."),
        FileProblem.DAMAGED: _l("The file is damaged or protected by a password, and cannot be opened."),
    }
)
