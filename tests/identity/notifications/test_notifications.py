"""Every notice goes through one function: in the application always, by e-mail as its kind and the reader's choice say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core.actor import Actor
from core.db import Tx, db, transaction
from core.labels import Notices
from core.mail.models import OutboundMail
from identity.notifications import channels
from identity.notifications.channels import Email, InApp, Message, deliver_by
from identity.notifications.models import MutedMail, Notice
from identity.notifications.operations import News, notify, send
from identity.notifications.states import NoticeGroup
from identity.notifications.words import take_up
from identity.people.models import Person
from tests.factories import NOW, World, build
from tests.identity.conftest import SignIn

take_up([Notices(NoticeGroup.SERVICES, {"test.service": "A service %(number)s."})])
take_up([Notices(NoticeGroup.SECURITY, {"test.security": "Your password."})])
take_up([Notices(NoticeGroup.WORK, {"test.work": "%(count)s to do."})])


@pytest.fixture
def person(db_app: Flask, world: World) -> Person:
    return build(world.person)


def mails() -> list[OutboundMail]:
    return list(db.session.scalars(sa.select(OutboundMail).order_by(OutboundMail.id)))


def notices() -> list[Notice]:
    return list(db.session.scalars(sa.select(Notice).order_by(Notice.id)))


def tell(person: Person, kind: str, *, times: int = 1, **facts: Any) -> None:
    with transaction() as tx:
        for each in range(times):
            notify(tx, [person.id], kind, facts, f"/page/{each}", now=NOW)


def mute(client: FlaskClient, *kept: str) -> str:
    answer = client.post("/me/mail", data={"groups": list(kept), "form_token": "x"})
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text


def test_what_one_event_tells_a_person_is_one_e_mail_and_several_notices(person: Person) -> None:
    with transaction() as tx:
        notify(tx, [person.id], "test.service", {"number": "1"}, "/one", now=NOW)
        notify(tx, [person.id, person.id], "test.service", {"number": "2"}, "/two", now=NOW)
    assert [each.url for each in notices()] == ["/one", "/two"]
    (mail,) = mails()
    assert mail.subject == "A service 1."
    assert re.findall(r"A service \d\.|http\S+", mail.body) == [
        "A service 1.",
        "http://localhost:5000/one",
        "A service 2.",
        "http://localhost:5000/two",
    ]


def test_two_events_are_two_e_mails(person: Person) -> None:
    tell(person, "test.service", number="1")
    tell(person, "test.service", number="1")
    assert len(mails()) == 2


def test_who_wants_no_e_mail_of_a_group_has_the_notice_all_the_same(person: Person, sign_in: SignIn) -> None:
    mute(sign_in(person.id))
    tell(person, "test.service", number="1")
    assert len(notices()) == 1
    assert mails() == []


def test_what_concerns_security_comes_by_e_mail_whatever_is_chosen(person: Person, sign_in: SignIn) -> None:
    mute(sign_in(person.id))
    tell(person, "test.security")
    assert [mail.subject for mail in mails()] == ["Your password."]


def test_the_choice_is_shown_as_it_was_kept(person: Person, sign_in: SignIn) -> None:
    client = sign_in(person.id)
    mute(client, "reminders")
    page = client.get("/me/mail").text
    assert re.search(r'value="reminders" checked', page)
    assert not re.search(r'value="services" checked', page)
    assert 'value="work"' not in page, "asked of staff alone"
    assert 'value="security"' not in page
    groups = db.session.scalars(sa.select(MutedMail.group).where(MutedMail.person_id == person.id))
    assert set(groups) == {NoticeGroup.SERVICES}


def test_a_group_that_is_no_choice_is_refused_beside_the_field(person: Person, sign_in: SignIn) -> None:
    answer = sign_in(person.id).post("/me/mail", data={"groups": ["security"]})
    assert answer.status_code in (200, 422)
    assert "govuk-error-message" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MutedMail)) == 0


def test_the_database_refuses_to_mute_what_must_be_told(person: Person) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="may_be_chosen"), transaction() as tx:
        tx.add(MutedMail(person_id=person.id, group=NoticeGroup.SECURITY, since=NOW))


class Recorded:
    """A channel that keeps what it is handed: what LINE, Web Push or SMS would send."""

    def __init__(self) -> None:
        self.kept: list[Message] = []

    def deliver(self, tx: Tx, messages: Sequence[Message], now: datetime) -> None:
        self.kept.extend(messages)


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    channel, before = Recorded(), tuple(channels._channels)
    deliver_by(*before, channel)
    yield channel
    deliver_by(*before)


def test_a_further_channel_is_handed_every_notice(person: Person, recorded: Recorded) -> None:
    tell(person, "test.service", number="1")
    (message,) = recorded.kept
    assert (message.person_id, message.kind, message.url) == (person.id, "test.service", "/page/0")
    assert len(notices()) == len(mails()) == 1


def test_what_somebody_does_on_a_page_is_handed_to_a_further_channel(
    admin: Person, owner: Person, recorded: Recorded, sign_in: SignIn
) -> None:
    form = {"email": owner.email, "reason": "บัญชีถูกผู้อื่นนำไปใช้"}
    assert sign_in(admin.id).post("/people/block", data=form).status_code == 303
    told = [(each.person_id, each.kind, each.email) for each in recorded.kept]
    assert (owner.id, "person.blocked", owner.email) in told


def test_the_application_delivers_in_app_and_by_e_mail(db_app: object) -> None:
    assert [type(each) for each in channels._channels] == [InApp, Email]


def test_a_channel_that_fails_takes_the_event_back(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("channel")

    monkeypatch.setattr(Email, "deliver", fail)
    with pytest.raises(RuntimeError, match="channel"):
        tell(person, "test.service", number="1")
    assert notices() == []


def test_what_gathers_is_one_unread_notice_with_its_count(person: Person) -> None:
    def work(count: int, url: str) -> None:
        with transaction() as tx:
            send(
                tx, [News(frozenset({person.id}), "test.work", url, {"count": count}, about="queue")], now=NOW
            )

    work(1, "/object")
    assert notices()[0].url == "/object"
    work(2, "/other")
    (notice,) = notices()
    db.session.refresh(notice)
    assert (notice.facts["count"], notice.url) == (3, "/today")
    with transaction() as tx:
        tx.get(Notice, notice.id).read_at = NOW
    work(1, "/third")
    assert [each.facts["count"] for each in notices()] == [3, 1]
    assert mails() == [], "work comes by the e-mail of the day"


def page_of(client: FlaskClient, address: str = "/notices") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_notices_are_paged_by_key_and_none_is_shown_twice(person: Person, sign_in: SignIn) -> None:
    with transaction() as tx:
        for number in range(60):
            tx.add(
                Notice(
                    person_id=person.id,
                    kind="test.service",
                    facts={"number": str(number)},
                    url="/me",
                    created_at=NOW + timedelta(minutes=number),
                )
            )
    client, seen, address = sign_in(person.id), [], "/notices"
    while address:
        text = page_of(client, address)
        seen += re.findall(r"A service (\d+)\.", text)
        older = re.search(r'href="([^"]*before=[^"]*)" rel="next"', text)
        address = older[1].replace("&amp;", "&") if older else ""
    assert seen == [str(number) for number in reversed(range(60))]


def test_a_person_sees_no_page_after_anothers_notice(person: Person, world: World, sign_in: SignIn) -> None:
    tell(person, "test.service", number="1")
    other = build(world.person)
    assert "A service" not in page_of(sign_in(other.id), f"/notices?before={notices()[0].id}")
    for nonsense in ("x", "-1", "9" * 30, "٣"):
        page_of(sign_in(other.id), f"/notices?before={nonsense}")


def test_only_the_unread_are_shown_where_asked_and_all_can_be_marked_read(
    person: Person, sign_in: SignIn
) -> None:
    client = sign_in(person.id)
    tell(person, "test.service", times=2, number="1")
    first = notices()[0].id
    assert bell(page_of(client)) == 2
    assert client.post(f"/notices/{first}/read").location == "/page/0"
    assert page_of(client, "/notices?show=unread").count("A service") == 1
    assert page_of(client).count("A service") == 2
    client.post("/notices/read")
    text = page_of(client, "/notices?show=unread")
    assert bell(text) == 0
    assert "A service" not in text
    assert "ท่านอ่านครบแล้ว" in text


def bell(text: str) -> int:
    """The count on the bell of the header; 0 where it shows none."""
    found = re.search(r'class="bell__count">(\d+)', text)
    assert 'class="bell"' in text
    return int(found[1]) if found else 0


def test_the_bell_counts_for_staff_as_for_members(world: World, sign_in: SignIn) -> None:
    from core.permissions import Role

    officer: Actor = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER))
    client = sign_in(officer.known_person_id, "staff")
    assert bell(page_of(client, "/today")) == 0
    with transaction() as tx:
        news = News(frozenset({officer.known_person_id}), "test.work", "/me", {"count": 1}, about="queue")
        send(tx, [news], now=NOW)
    assert bell(page_of(client, "/today")) == 1
