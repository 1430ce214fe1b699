"""What a command inserts, locks and moves goes by the driver; the session keeps its objects as if it had done so itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.errors import NotFound
from core.mail.models import OutboundMail
from core.mail.states import MailState
from core.statements import HotObjects
from core.tasks.models import LongWork
from core.tasks.states import WorkState
from schemes.models import Scheme, SchemeTier, SchemeVersion
from tests.factories import NOW, World
from tests.statements import sent
from tests.terms import first_version


def letter() -> OutboundMail:
    return OutboundMail(to_address="a@example.test", subject="s", body="b", created_at=NOW)


def work() -> LongWork:
    return LongWork(
        kind="export",
        about="1",
        arguments={"day": "2026-11-29", "of": [1, None]},
        asked_at=NOW,
        asked_by_id=1,
        acting_as="staff",
        state_since=NOW,
    )


def a_scheme() -> Scheme:
    world = World()
    with transaction() as tx:
        return world.scheme(tx, world.category(tx))


def test_an_added_object_knows_its_key_and_what_it_was_not_given(db_app: Flask) -> None:
    with transaction() as tx:
        added = tx.add(letter())
        with sent() as statements:
            seen = (added.attempts, added.state, added.state_since is not None, added.unsettled)
            assert tx.session.get(OutboundMail, added.id) is added
    assert seen == (0, MailState.WAITING, True, 0)
    assert statements == []


def test_an_added_object_is_written_as_a_flush_writes_it(db_app: Flask) -> None:
    with transaction() as tx:
        by_driver = tx.add(work())
        flushed = work()
        flushed.about = "2"
        tx.session.add(flushed)
        tx.session.flush()
        columns = [each for each in LongWork.__table__.c if each.name not in ("id", "about")]
        one, other = (
            tx.execute(sa.select(*columns).where(LongWork.id == each.id)).one()
            for each in (by_driver, flushed)
        )
    assert one == other
    assert (one.state, one.total, one.arguments) == (
        WorkState.WAITING,
        None,
        {"day": "2026-11-29", "of": [1, None]},
    )


def test_what_is_changed_on_an_added_object_is_written_with_the_transaction(db_app: Flask) -> None:
    with transaction() as tx:
        added = tx.add(letter())
        added.subject = "another"
    db.session.expire_all()
    assert db.session.scalars(sa.select(OutboundMail)).one().subject == "another"


def test_an_object_that_brings_others_is_written_with_them(db_app: Flask) -> None:
    version = first_version(db.session(), a_scheme())
    own = [each for each in SchemeVersion.__table__.c if not each.primary_key]
    fields = {each.name: getattr(version, each.name) for each in own}
    tiers = list(version.tiers)
    with transaction() as tx:
        later = {"number": 2, "effective_from": version.effective_from + timedelta(days=1)}
        again = SchemeVersion(**fields | later)
        again.tiers = [
            SchemeTier(size=each.size, share_bp=each.share_bp, cap_satang=each.cap_satang) for each in tiers
        ]
        added = tx.add(again)
        assert (
            tx.scalar(sa.select(sa.func.count()).where(SchemeTier.version_id == added.id)) == len(tiers) > 0
        )


def test_a_locked_object_is_as_its_row_is_now_whatever_was_read_before(db_app: Flask) -> None:
    version_id = first_version(db.session(), a_scheme()).id
    with transaction() as tx:
        before = tx.get(SchemeVersion, version_id)
        tiers = len(before.tiers)
        with db.engine.begin() as other:
            changed = sa.update(SchemeVersion.__table__).values(delivery_days=17)
            other.execute(changed.where(SchemeVersion.id == version_id))
            other.execute(sa.delete(SchemeTier.__table__).where(SchemeTier.version_id == version_id))
        locked = tx.lock(SchemeVersion, version_id)
        assert locked is before
        assert (locked.delivery_days, len(locked.tiers), tiers > 0) == (17, 0, True)


def test_what_waits_to_be_written_is_not_lost_when_its_row_is_locked(db_app: Flask) -> None:
    with transaction() as tx:
        added = tx.add(letter())
        added.subject = "another"
        assert tx.lock(OutboundMail, added.id).subject == "another"


def test_what_is_locked_twice_is_one_object_and_what_is_not_there_is_not_found(db_app: Flask) -> None:
    with transaction() as tx:
        key = tx.add(letter()).id
    db.session.expunge_all()
    with transaction() as tx:
        assert tx.lock(OutboundMail, key) is tx.share(OutboundMail, key)
        with pytest.raises(NotFound):
            tx.lock(OutboundMail, key + 1)


def test_two_objects_of_one_statement_are_the_sessions_own_as_their_rows_are_now(db_app: Flask) -> None:
    with transaction() as tx:
        mail, job = tx.add(letter()), tx.add(work())
        both = HotObjects(
            lambda shown: (
                shown.join_from(OutboundMail, LongWork, sa.true())
                .where(OutboundMail.id == sa.bindparam("mail", None, sa.BigInteger), LongWork.id == job.id)
                .with_for_update()
            ),
            LongWork,
            OutboundMail,
        )
        tx.execute(
            sa.update(OutboundMail).values(subject="another").execution_options(synchronize_session=False)
        )
        job.about = "waits to be written"
        assert mail.subject == "s"
        assert both.first(tx.session, {"mail": mail.id}) == (job, mail)
        assert (mail.subject, job.about) == ("another", "waits to be written")
        assert both.first(tx.session, {"mail": 0}) is None
