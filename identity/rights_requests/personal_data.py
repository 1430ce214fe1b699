"""What a person may have a copy of: requests about their rights, and numbers they reported."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.personal_data import Part, Subject
from identity.organisations.models import Organisation
from identity.people.personal_data import rows_about
from identity.rights_requests.models import NumberReport, RightsRequest


def _rights_requests(subject: Subject) -> Any:
    table = RightsRequest
    return rows_about(subject, table, table.kind, table.state, table.asked_at, table.decided_at)


def _number_reports(subject: Subject) -> Any:
    table = NumberReport
    return (
        sa.select(Organisation.registration_number, table.state, table.reported_at, table.decided_at)
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(table.reported_by_id == subject.person_id)
        .order_by(table.id.desc())
    )


def _owner_proposals(subject: Subject) -> Any:
    table = RightsRequest
    return (
        sa.select(table.new_owner_email.label("email"), Organisation.name_th, table.state, table.asked_at)
        .add_columns(table.decided_at, table.takes_effect_at)
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(table.new_owner_email == subject.email)
        .order_by(table.id.desc())
    )


PARTS = (
    Part("rights_requests", _l("Requests about your rights"), _rights_requests),
    Part("number_reports", _l("13-digit numbers that you reported"), _number_reports),
    Part("owner_proposals", _l("Proposals to make you an owner"), _owner_proposals),
)
