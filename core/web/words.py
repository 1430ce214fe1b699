"""The words of the core's own states, refusals and events; importing this registers them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.commands import AuthorityRefusal
from core.documents import FileProblem
from core.errors import StateReason
from core.labels import register_labels
from core.mail_states import MailState
from core.slots import Busy
from core.trail import SubjectKind, register_events, register_subjects
from core.uploads import UploadLimit
from core.work_states import WorkRefusal, WorkState

register_labels(
    {
        StateReason.MOVED_ON: _l(
            "Someone else was first, or this was done already: it no longer stands where this can be done. Look at it again."
        ),
    }
)
register_labels(
    {
        FileProblem.EMPTY: _l("The file is empty. Choose another."),
        FileProblem.TOO_LARGE: _l(
            "The file is too large: 10 MB at most. Take a smaller picture, or scan in grey."
        ),
        FileProblem.WRONG_KIND: _l("Only PDF, JPEG, PNG and WebP files are taken."),
        FileProblem.DAMAGED: _l("The file is damaged or protected by a password, and cannot be opened."),
        FileProblem.TOO_MANY_PAGES: _l("The file has too many pages: 2,000 at most. Send it in parts."),
        FileProblem.TOO_MANY_PIXELS: _l(
            "The picture is too large: 60 million pixels at most. Take a smaller picture, or scan less finely."
        ),
        FileProblem.UNREADABLE: _l(
            "Checking the file took too long. Print or save it anew as a PDF, or send a picture of it."
        ),
    }
)
register_labels(
    {
        Busy.OTHER_FILES: _l(
            "Many files are being checked just now. Wait some seconds, go back and send yours again."
        ),
        Busy.OTHER_LISTS: _l(
            "Several lists are being downloaded at this moment. Wait some seconds, then try again."
        ),
    }
)
register_labels(
    {
        UploadLimit.REACHED: _l(
            "You have sent %(most)s files within an hour, as many as one person may. You can go on in %(minutes)s minutes."
        ),
    }
)
register_labels(
    {
        AuthorityRefusal.CONNECTED: _l(
            "You are connected with a business or provider that this concerns, or were within the last year."
            " Another person must do it."
        ),
    }
)
register_labels(
    {
        WorkState.WAITING: _l("Waiting for its turn"),
        WorkState.RUNNING: _l("Under way"),
        WorkState.DONE: _l("Done"),
        WorkState.REFUSED: _l("Refused"),
        WorkState.FAILED: _l("Given up"),
    },
    {
        WorkState.WAITING: "wait",
        WorkState.RUNNING: "brand",
        WorkState.DONE: "good",
        WorkState.REFUSED: "bad",
        WorkState.FAILED: "bad",
    },
)
register_labels(
    {
        MailState.WAITING: _l("Waiting to be sent"),
        MailState.SENT: _l("Sent"),
        MailState.GIVEN_UP: _l("Not delivered"),
        MailState.ERASED: _l("Not delivered, text erased"),
    },
    {
        MailState.WAITING: "wait",
        MailState.SENT: "good",
        MailState.GIVEN_UP: "bad",
        MailState.ERASED: "bad",
    },
)
register_labels(
    {
        WorkRefusal.UNDER_WAY: _l("This is being done already."),
        WorkRefusal.RIGHT_WITHDRAWN: _l(
            "You no longer had the right to do this when it began. Nothing was changed. Ask somebody who has it."
        ),
    }
)
register_events(
    {
        "command.refused": _l("Command refused for want of authority"),
        "long_work.asked": _l("Long work asked for"),
        "long_work.refused": _l("Long work refused"),
        "long_work.failed": _l("Long work given up"),
    }
)
register_subjects({"long_work": SubjectKind(_l("Long work"), "work.work", "work_id")})
