"""What the pages say of a scheme's versions: their terms in words, and what changed against the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.labels import words_for
from core.money import Money, percent
from core.permissions import Role
from core.thai import places
from core.thai.writing import be_date
from schemes.models import SchemeVersion
from schemes.queries import read_version
from schemes.states import VERSION_MACHINE, Sector, SmeSize, VersionState
from schemes.terms.labels import limits_in_words
from schemes.versions import commands
from schemes.versions.queries import VersionPage, before
from web.languages import localized
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Turn

GUIDE = Guide(
    VERSION_MACHINE,
    {
        VersionState.DRAFT: Wait(
            _l("A resolution approves the new terms. They can be changed until then."), Role.PLAN_APPROVER
        ),
        VersionState.APPROVED: Wait(_l("Applications sent from the first day on are under these terms.")),
        VersionState.WITHDRAWN: Wait(_l("These terms were withdrawn before they held for anybody.")),
    },
    {
        VersionState.DRAFT: (
            Step(
                commands.APPROVE_VERSION,
                _l("Record the resolution that approves the new terms."),
                "approve",
            ),
        ),
    },
)
OF_FIRST = Wait(_l("The first terms are changed and approved with the scheme."))


def turn_of_version(page: VersionPage, actor: Actor, authors: frozenset[int], today: date) -> Turn:
    """What comes next with a version; the first goes with its scheme."""
    version = page.version
    is_first_draft = version.number == 1 and version.state is VersionState.DRAFT
    return GUIDE.turn(
        version.state,
        actor,
        today=today,
        since=version.state_since,
        wait=OF_FIRST if is_first_draft else None,
        facts={"authors": authors},
        ready=lambda _step: not is_first_draft,
    )


def terms_in_words(version: SchemeVersion) -> list[tuple[str, str]]:
    """All terms of a version in the reader's language, each with its name."""
    return list(_terms(version))


def _terms(version: SchemeVersion) -> Iterator[tuple[str, str]]:
    locale = get_locale()
    tiers = {tier.size: tier for tier in version.tiers}
    for size in SmeSize:
        tier = tiers.get(size)
        name = _("%(size)s business", size=words_for(size))
        yield name, _pays(tier.share_bp, tier.cap_satang) if tier else _("no coupon")
    yield _("Who is paid"), words_for(version.payee_mode)
    window = _(
        "%(first)s to %(last)s",
        first=be_date(version.applies_from, locale),
        last=be_date(version.applies_until, locale),
    )
    yield _("Application period"), window
    yield _("Services delivered until"), be_date(version.delivers_until, locale)
    yield _("A coupon is valid for"), _days(version.coupon_valid_days)
    yield _("Delivery within"), _days(version.delivery_days)
    yield _("Coupons that one SME may have at the same time"), f"{version.max_open_coupons}"
    for name, words in limits_in_words(read_version(version).limits):
        yield name, words or _("no limit")
    yield _("Services"), ", ".join(localized(each, "name") for each in version.categories)
    yield _("Sectors"), ", ".join(words_for(Sector(row.sector)) for row in version.sectors) or _("All")
    names = (places.province_name(row.province_code, str(locale)) for row in version.provinces)
    yield _("Provinces"), ", ".join(names) or _("All")


def _pays(share_bp: int, cap_satang: int) -> str:
    if not share_bp:
        return _("nothing (special price)")
    share, cap = percent(share_bp), Money(cap_satang).short()
    return _("%(share)s%%, at most %(cap)s baht", share=share, cap=cap)


def _days(number: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", number)


def changes(version: SchemeVersion, earlier: SchemeVersion) -> list[str]:
    """What a version changes against the one before, each change as a sentence; none where they say the same."""
    was = dict(terms_in_words(earlier))
    return [
        _("%(what)s: %(now)s (before: %(was)s)", what=name, now=words, was=was[name])
        for name, words in terms_in_words(version)
        if words != was[name]
    ]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the list on its scheme's page, or to come on the public page."""

    version: SchemeVersion
    words: tuple[str, ...]
    """What changed against the one before."""
    is_in_force: bool


def rows_of(versions: Sequence[SchemeVersion], in_force: SchemeVersion) -> list[VersionRow]:
    """All versions of a scheme, the newest first."""
    rows = []
    for version in reversed(versions):
        earlier = before(version, versions)
        said = tuple(changes(version, earlier)) if earlier else ()
        rows.append(VersionRow(version, said, version is in_force))
    return rows


def coming_rows(
    in_force: Sequence[SchemeVersion], coming: Sequence[SchemeVersion]
) -> dict[int, list[VersionRow]]:
    """The versions to come of each scheme, by its id, each against the one that it follows."""
    last = {version.scheme_id: version for version in in_force}
    rows: dict[int, list[VersionRow]] = {scheme_id: [] for scheme_id in last}
    for version in coming:
        said = tuple(changes(version, last[version.scheme_id]))
        rows[version.scheme_id].append(VersionRow(version, said, is_in_force=False))
        last[version.scheme_id] = version
    return rows
