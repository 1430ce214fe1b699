"""The words of groups of notices, of reminders, and of the notices themselves."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import registry
from core.counted import counted
from core.labels import Labels, Notices
from identity.notifications.states import NoticeGroup, ReminderStage


def _turn_words(name: str) -> str:
    """What waits, by the name of its turn."""
    turn = registry.turns.get(name)
    return str(turn.what) if turn else str(_("Work"))


AUDIT_WORDS = {
    "person.mail_chosen": _l("Chose which notifications come by e-mail"),
}
LABELS = (
    Labels(
        {
            NoticeGroup.SECURITY: _l("Sign-in and rights"),
            NoticeGroup.DECISIONS: _l("Decisions"),
            NoticeGroup.PAYMENTS: _l("Payments"),
            NoticeGroup.SERVICES: _l("News of my applications, coupons and services"),
            NoticeGroup.REMINDERS: _l("Reminders that something is waiting for me and its deadline is near"),
            NoticeGroup.WORK: _l("My to-do list as an officer: one e-mail a day"),
        }
    ),
    Labels(
        {
            ReminderStage.ARRIVED: _l("Newly received"),
            ReminderStage.HALF: _l("Half of the time has passed"),
            ReminderStage.SOON: _l("Due soon"),
            ReminderStage.LATE: _l("Late"),
        }
    ),
)
NOTICES = (
    Notices(
        NoticeGroup.REMINDERS,
        {
            "reminder.half": _l(
                "%(turn)s: %(reference)s – half of the time has passed; the last day is %(day)s."
            ),
            "reminder.soon": _l("%(turn)s: %(reference)s – the last day is %(day)s."),
            "reminder.late": _l("%(turn)s: %(reference)s – the last day was %(day)s."),
        },
        {"turn": _turn_words},
    ),
    Notices(
        NoticeGroup.WORK,
        {
            "work.arrived": counted(
                "count", "%(turn)s – %(count)s new item", "%(turn)s – %(count)s new items"
            ),
            "work.soon": counted(
                "count",
                "%(turn)s – %(count)s item is due soon",
                "%(turn)s – %(count)s items are due soon",
            ),
            "work.late": counted(
                "count", "%(turn)s – %(count)s item is late", "%(turn)s – %(count)s items are late"
            ),
        },
    ),
)
