"""The schemes that SMEs apply for: five recipes, opened anew for each fiscal year that the world lives in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from core.actor import Actor
from core.clock import bangkok_date
from core.db import db
from core.money import Money
from demo import papers
from demo.clockwork import Calendar, Deed
from demo.scenes.projects import Hosts
from demo.stage import Stage
from demo.years import Generation
from projects.rules import Resolution
from projects.states import DecidingBody
from schemes.eligibility.in_force import version_in_force
from schemes.queries import read_version
from schemes.rules import SchemeDraft, TierDraft, VersionDraft
from schemes.services.allot import allot
from schemes.services.approve_scheme import approve_scheme
from schemes.services.close_scheme import close_scheme
from schemes.services.draft_scheme import draft_scheme
from schemes.services.open_scheme import open_scheme
from schemes.services.pause_scheme import pause_scheme
from schemes.states import CapPeriod, PayeeMode, SchemeState, Sector, SmeSize
from schemes.terms.rules import FISCAL_MONTH, Limits
from schemes.versions.services.approve_version import approve_version
from schemes.versions.services.discard_version import discard_version
from schemes.versions.services.draft_version import draft_version
from schemes.versions.services.publish_version import publish_version


@dataclass(frozen=True, slots=True)
class Recipe:
    """One scheme of the demo world."""

    code: str
    project: str
    category_codes: tuple[str, ...]
    name_th: str
    name_en: str
    purpose_th: str
    purpose_en: str
    tiers: tuple[tuple[SmeSize, int, int], ...]
    """(size, share in basis points, cap in baht)."""
    applies_for_days: int
    """How many more days SMEs may apply."""
    valid_days: int = 365
    delivery_days: int = 60
    payee_mode: PayeeMode = PayeeMode.PAY_PROVIDER
    sectors: frozenset[Sector] = frozenset()
    provinces: frozenset[str] = frozenset()
    allotted: int = 0
    """Baht."""


_S = SmeSize
RECIPES = (
    Recipe("TRN", "UPSKILL", ("training",), "คูปองฝึกอบรมและเสริมสร้างความรู้", "Training coupon",
           "ช่วยค่าฝึกอบรมให้พนักงานของ SME ทำงานได้ดีขึ้น", "Helps SMEs pay for training their people",
           ((_S.MICRO, 8000, 40_000), (_S.SMALL, 8000, 60_000), (_S.MEDIUM, 5000, 100_000)), 60, valid_days=150, allotted=18_000_000),
    Recipe("TST", "UPSKILL", ("testing",), "คูปองทดสอบผลิตภัณฑ์และรับรองมาตรฐาน", "Testing and certification coupon",
           "ช่วยค่าทดสอบผลิตภัณฑ์และขอรับรองมาตรฐาน", "Helps SMEs have products tested and certified",
           ((_S.MICRO, 8000, 50_000), (_S.SMALL, 8000, 100_000), (_S.MEDIUM, 5000, 150_000)), 45, allotted=20_000_000,
           sectors=frozenset({Sector.MANUFACTURING, Sector.TRADE})),
    Recipe("ITS", "DIGITAL", ("information-systems",), "คูปองพัฒนาระบบสารสนเทศ", "Information systems coupon",
           "ช่วยค่าพัฒนาระบบบัญชี ขายหน้าร้าน และร้านค้าออนไลน์", "Helps SMEs build accounting, sales and online shop systems",
           ((_S.MICRO, 7000, 50_000), (_S.SMALL, 7000, 100_000), (_S.MEDIUM, 5000, 200_000)), 5, allotted=24_000_000),
    Recipe("DSN", "DIGITAL", ("design", "technology"), "คูปองออกแบบและพัฒนาผลิตภัณฑ์", "Design coupon",
           "คืนเงินค่าออกแบบผลิตภัณฑ์และบรรจุภัณฑ์ให้ SME ที่จ่ายแล้ว", "Pays back SMEs for product and packaging design",
           ((_S.MICRO, 8000, 50_000), (_S.SMALL, 7000, 80_000), (_S.MEDIUM, 5000, 100_000)), 60,
           payee_mode=PayeeMode.REIMBURSE_SME, allotted=16_000_000,
           provinces=frozenset({"10", "11", "12", "13", "20", "30", "31", "34", "40", "41", "45", "47", "50", "52", "57", "65", "67", "73", "90"})),
    Recipe("MKT", "ADVICE", ("market",), "สิทธิรับคำปรึกษาขยายตลาด (ไม่ใช้งบประมาณ)", "Market advice, without a budget",
           "ผู้ให้บริการลดราคาตามข้อตกลง รัฐไม่จ่ายเงิน", "Providers give an agreed price; the state pays nothing",
           ((_S.MICRO, 0, 0), (_S.SMALL, 0, 0), (_S.MEDIUM, 0, 0)), 60),
)  # fmt: skip
RECIPE_BY_CODE = {recipe.code: recipe for recipe in RECIPES}


@dataclass(frozen=True, slots=True)
class OpenScheme:
    """A scheme as it was opened."""

    code: str
    scheme_id: int
    line_id: int | None
    category_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """Who opens the schemes of one year, and for which of its projects."""

    calendar: Calendar
    staff: dict[str, Actor]
    category_ids: dict[str, int]
    generation: Generation
    hosts: Hosts

    def draft_of(self, recipe: Recipe) -> SchemeDraft:
        """The recipe with this year's days and line."""
        year, calendar = self.generation, self.calendar
        is_past = year.year < calendar.years.this
        return SchemeDraft(
            code=f"{recipe.code}{year.suffix}",
            name_th=f"{recipe.name_th} (ปี {year.year})" if is_past else recipe.name_th,
            name_en=f"{recipe.name_en} (FY {year.year - 543})" if is_past else recipe.name_en,
            purpose_th=recipe.purpose_th,
            purpose_en=recipe.purpose_en,
            line_id=self.hosts.lines[recipe.project],
            payee_mode=recipe.payee_mode,
            applies_from=calendar.day(year.opened_ago),
            applies_until=min(calendar.day(-recipe.applies_for_days), year.applies_until),
            delivers_until=year.delivers_until,
            coupon_valid_days=recipe.valid_days,
            delivery_days=recipe.delivery_days,
            max_open_coupons=1,
            tiers=tuple(TierDraft(size, share, Money.baht(cap)) for size, share, cap in recipe.tiers),
            category_ids=frozenset(self.category_ids[code] for code in recipe.category_codes),
            sectors=recipe.sectors,
            provinces=recipe.provinces,
        )

    def bring(self, recipe: Recipe, number: int, state: SchemeState, now: datetime) -> OpenScheme:
        """Bring a new scheme to that state, its money given."""
        staff, year = self.staff, self.generation.year
        draft = self.draft_of(recipe)
        scheme_id = draft_scheme(self.hosts.projects[recipe.project], draft, actor=staff["plan"], now=now)
        if state is not SchemeState.DRAFT:
            paper = papers.resolution()
            day = (now - timedelta(days=1)).date()
            resolution = Resolution(
                DecidingBody.EXECUTIVE_BOARD, f"{number}/{year}", day, paper.name, paper.content
            )
            approve_scheme(scheme_id, resolution, actor=staff["plan.approver"], now=now)
            if recipe.allotted:
                given = Money.baht(recipe.allotted)
                allot(scheme_id, given, f"จส {number}/{year}", actor=staff["finance"], now=now)
        if state in (SchemeState.OPEN, SchemeState.PAUSED):
            open_scheme(scheme_id, actor=staff["plan.approver"], now=now)
            version = version_in_force(db.session(), scheme_id, bangkok_date(now))
            publish_version(version.id, papers.publication(now), actor=staff["plan.approver"], now=now)
        categories = tuple(self.category_ids[code] for code in recipe.category_codes)
        return OpenScheme(recipe.code, scheme_id, draft.line_id, categories)


def lay(office: Office, random: Random) -> dict[tuple[str, int], OpenScheme]:
    """Open a year's five schemes."""
    now = office.calendar.at(office.generation.started_ago, random)
    year = office.generation.year
    return {
        (recipe.code, year): office.bring(recipe, number, SchemeState.OPEN, now)
        for number, recipe in enumerate(RECIPES, start=10)
    }


def endings(stage: Stage) -> list[Deed]:
    """Last year's schemes are closed once this year's take the applications."""
    deeds: list[Deed] = []
    for generation in stage.calendar.years.generations:
        if generation.closed_ago is None:
            continue
        now = stage.calendar.at(generation.closed_ago, stage.random("closing"))
        for (_code, year), scheme in stage.schemes.items():
            if year == generation.year:
                close = partial(close_scheme, scheme.scheme_id, actor=stage.staff["plan.approver"], now=now)
                deeds.append((now, close))
    moment = stage.calendar.at(WIDENED, stage.random("terms"))
    deeds.append((moment, partial(_widen, stage, moment)))
    return deeds


CHANGED_SCHEME = "TST"
WIDENED, FROM_THEN = 20, 14
"""Days ago on which the terms of that scheme were changed, and on which the new ones began."""


def _terms(stage: Stage, code: str) -> tuple[int, VersionDraft]:
    """The newest scheme of a kind, and its terms in force."""
    scheme_id = stage.scheme(code, 0).scheme_id
    terms = read_version(version_in_force(db.session(), scheme_id, stage.calendar.today))
    db.session.rollback()
    return scheme_id, terms


def _widen(stage: Stage, now: datetime) -> None:
    """A second version: every sector, and two coupons at a time."""
    scheme_id, terms = _terms(stage, CHANGED_SCHEME)
    wider = replace(
        terms,
        effective_from=stage.calendar.day(FROM_THEN),
        sectors=frozenset(),
        max_open_coupons=2,
        limits=YEARLY,
    )
    staff = stage.staff
    version_id = draft_version(scheme_id, wider, actor=staff["plan"], now=now)
    paper, day = papers.resolution(), (now - timedelta(days=1)).date()
    number = f"31/{stage.calendar.years.this}"
    resolution = Resolution(DecidingBody.EXECUTIVE_BOARD, number, day, paper.name, paper.content)
    approve_version(version_id, resolution, actor=staff["plan.approver"], now=now)
    publish_version(version_id, papers.publication(now), actor=staff["plan.approver"], now=now)


YEARLY = Limits(
    max_awards=8,
    max_per_category=6,
    sme_cap_satang=Money.baht(1_000_000).satang,
    sme_cap_period=CapPeriod.YEAR,
    sme_cap_month=FISCAL_MONTH,
)
"""What the wider terms give one business at most."""


def _propose_less(stage: Stage, now: datetime) -> None:
    """A third, still a draft: the smallest businesses are to get a smaller share. A draft for another scheme was given up."""
    officer, later = stage.staff["plan"], stage.calendar.day(-FROM_THEN)
    scheme_id, terms = _terms(stage, CHANGED_SCHEME)
    tiers = tuple(
        replace(tier, share_bp=7000) if tier.size is SmeSize.MICRO else tier for tier in terms.tiers
    )
    of_one_price = replace(terms.limits, price_cap_satang=min(tier.cap.satang for tier in tiers))
    less = replace(terms, effective_from=min(later, terms.applies_until), tiers=tiers, limits=of_one_price)
    draft_version(scheme_id, less, actor=officer, now=now)
    other_id, terms = _terms(stage, "MKT")
    given_up = replace(terms, effective_from=min(later, terms.applies_until), delivery_days=90)
    discard_version(draft_version(other_id, given_up, actor=officer, now=now), actor=officer, now=now)


_IN_PREPARATION = (
    (Recipe("ENG", "ADVICE", ("technology",), "สิทธิรับคำปรึกษาประหยัดพลังงาน (ไม่ใช้งบประมาณ)", "Energy advice, without a budget",
            "ที่ปรึกษาช่วยหาวิธีลดค่าไฟของร้านและโรงงาน", "Advisers look for ways to lower the energy bill",
            ((_S.MICRO, 0, 0), (_S.SMALL, 0, 0), (_S.MEDIUM, 0, 0)), 60), SchemeState.DRAFT),
    (Recipe("SAF", "ADVICE", ("training",), "สิทธิอบรมความปลอดภัยในร้าน (ไม่ใช้งบประมาณ)", "Safety course, without a budget",
            "อบรมความปลอดภัยและการปฐมพยาบาลในร้าน", "A course in safety and first aid for shops",
            ((_S.MICRO, 0, 0), (_S.SMALL, 0, 0), (_S.MEDIUM, 0, 0)), 60), SchemeState.APPROVED),
    (Recipe("FAIR", "ADVICE", ("market",), "สิทธิออกบูธงานแสดงสินค้า (ไม่ใช้งบประมาณ)", "Trade fair stand, without a budget",
            "ผู้จัดงานลดค่าบูธตามข้อตกลง", "Organisers of fairs give an agreed price",
            ((_S.MICRO, 0, 0), (_S.SMALL, 0, 0), (_S.MEDIUM, 0, 0)), 60), SchemeState.PAUSED),
)  # fmt: skip


def today(stage: Stage, office: Office) -> None:
    """One scheme is still being written, one waits to be opened, one is paused; new terms of one wait for a resolution."""
    random, calendar = stage.random("schemes"), stage.calendar
    _propose_less(stage, calendar.at(3, random))
    from_now_on = replace(office, generation=replace(office.generation, opened_ago=9))
    for number, (recipe, state) in enumerate(_IN_PREPARATION, start=20):
        scheme = from_now_on.bring(recipe, number, state, calendar.at(9, random))
        if state is SchemeState.PAUSED:
            reason = "ผู้จัดงานขอเลื่อนวัน รอยืนยันวันใหม่"
            actor = stage.staff["plan.approver"]
            pause_scheme(scheme.scheme_id, reason, actor=actor, now=calendar.at(2, random))
