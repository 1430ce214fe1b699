"""Action plans, projects, budget lines and the papers behind their money."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, Code, Day, IdPk, Name, Note, Satang, db
from core.thai.order import InThaiOrder
from projects.states import (
    AgencyKind,
    BudgetChangeKind,
    BudgetChangeState,
    DecidingBody,
    FiveYearPlanState,
    FundSource,
    PlanState,
)

APPROVED_STATES = "state IN ('approved', 'running', 'closed')"


class Resolved:
    """What a resolution approves: who wrote it down, who recorded which resolution, with its file, and why it stands still.

    Its columns end the table, whichever else there are.
    """

    state_since: Mapped[At] = mapped_column(sort_order=1)
    """When it came to its present state: every time limit counts from here."""
    created_at: Mapped[At] = mapped_column(sort_order=1)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), sort_order=1)
    approved_at: Mapped[datetime | None] = mapped_column(sort_order=3)
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), sort_order=3)
    resolution_body: Mapped[DecidingBody | None] = mapped_column(sort_order=3)
    """Who decided; None for what was recorded before it was asked for."""
    resolution_number: Mapped[str | None] = mapped_column(sa.String(100), sort_order=3)
    resolution_date: Mapped[date | None] = mapped_column(sa.Date, sort_order=3)
    resolution_document_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("documents.id"), index=True, sort_order=3
    )
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger, sort_order=3)


class Published:
    """When and where a resolution was made public, which is later than the day it was taken (docs/domain.md#plan-and-budget)."""

    published_on: Mapped[date | None] = mapped_column(sa.Date, sort_order=4)
    published_in: Mapped[str | None] = mapped_column(sa.String(300), sort_order=4)
    """The Government Gazette with volume and part, or a website."""


def published_whole_and_after() -> sa.CheckConstraint:
    """Day and place together, and not before the resolution itself."""
    return sa.CheckConstraint(
        "(published_on IS NULL) = (published_in IS NULL) "
        "AND (published_on IS NULL OR resolution_date IS NOT NULL AND published_on >= resolution_date)",
        name="published_whole_and_after",
    )


class Submitted(Resolved):
    """What is submitted before it is approved, by another person."""

    submitted_at: Mapped[datetime | None] = mapped_column(sort_order=2)
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), sort_order=2)


def by_another_with_resolution(
    proposed_by: str, approved: str
) -> tuple[sa.CheckConstraint, sa.CheckConstraint]:
    """Two people (`proposed_by` is the other one's column), and in the states that are `approved` the whole resolution."""
    return (
        sa.CheckConstraint(f"approved_by_id <> {proposed_by}", name="approved_by_another"),
        sa.CheckConstraint(
            f"({approved}) = (approved_by_id IS NOT NULL AND resolution_number IS NOT NULL "
            "AND resolution_date IS NOT NULL AND resolution_document_id IS NOT NULL)",
            name="approved_has_resolution",
        ),
    )


YEARS_OF_A_PLAN = 5


class FiveYearPlan(Submitted, Published, db.Model):
    """แผนการส่งเสริม SME ระยะ 5 ปี, or a revision of one (ฉบับทบทวน): what was approved is never overwritten, a revision is a plan of its own.

    The database refuses to change it, its strategies and programmes once it is approved.
    """

    __tablename__ = "five_year_plans"

    id: Mapped[IdPk]
    first_year: Mapped[int]
    """พ.ศ."""
    edition: Mapped[int] = mapped_column(default=1)
    """1 is the first; a revision counts on."""
    revises_id: Mapped[int | None] = mapped_column(sa.ForeignKey("five_year_plans.id"), unique=True)
    """The edition before; each is revised once."""
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    state: Mapped[FiveYearPlanState] = mapped_column(default=FiveYearPlanState.DRAFT)

    strategies: Mapped[list["Strategy"]] = relationship(order_by="Strategy.number", back_populates="plan")

    @property
    def last_year(self) -> int:
        """พ.ศ."""
        return self.first_year + YEARS_OF_A_PLAN - 1

    def covers(self, fiscal_year: int) -> bool:
        """Whether a fiscal year (พ.ศ.) is one of its five."""
        return self.first_year <= fiscal_year <= self.last_year

    __table_args__ = (
        sa.CheckConstraint("edition > 0 AND (edition = 1) = (revises_id IS NULL)", name="first_or_revision"),
        ExcludeConstraint(
            (sa.text("int4range(first_year, first_year + 5)"), "&&"),
            where=sa.text("state = 'approved'"),
            name="ex_five_year_plans_one_in_force",
        ),
        *by_another_with_resolution("submitted_by_id", "state IN ('approved', 'superseded')"),
        published_whole_and_after(),
    )


class Strategy(db.Model):
    """กลยุทธ์ of a five-year plan, with its goal."""

    __tablename__ = "strategies"

    id: Mapped[IdPk]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("five_year_plans.id"))
    number: Mapped[int]
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    goal: Mapped[Note]

    plan: Mapped[FiveYearPlan] = relationship(back_populates="strategies")
    programmes: Mapped[list["Programme"]] = relationship(
        order_by="Programme.number", back_populates="strategy"
    )

    __table_args__ = (
        sa.UniqueConstraint("plan_id", "number"),
        sa.CheckConstraint("number > 0", name="number_positive"),
    )


class Programme(db.Model):
    """แผนงาน of a strategy: priority and lead agency are set here, projects carry it out."""

    __tablename__ = "programmes"

    id: Mapped[IdPk]
    strategy_id: Mapped[int] = mapped_column(sa.ForeignKey("strategies.id"))
    number: Mapped[int]
    """Within its strategy."""
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    lead_agency: Mapped[Name]
    lead_agency_kind: Mapped[AgencyKind]
    priority: Mapped[int]
    """1 is the most urgent."""
    consulted_on: Mapped[date | None] = mapped_column(sa.Date)
    """When the lead agency was consulted about priority and indicators; of the most urgent it must have been."""
    first_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programmes.id"), index=True)
    """The same programme in the edition where it appeared first; None there."""

    strategy: Mapped[Strategy] = relationship(back_populates="programmes")

    @property
    def root_id(self) -> int:
        """The same in every edition."""
        return self.first_id or self.id

    __table_args__ = (
        sa.UniqueConstraint("strategy_id", "number"),
        sa.CheckConstraint("number > 0", name="number_positive"),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name="priority_1_to_5"),
    )


class ActionPlan(Submitted, Published, InThaiOrder, db.Model):
    """แผนปฏิบัติการส่งเสริม SME of one fiscal year."""

    __tablename__ = "action_plans"

    id: Mapped[IdPk]
    fiscal_year: Mapped[int]
    """พ.ศ."""
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    five_year_plan_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("five_year_plans.id"), index=True, sort_order=5
    )
    """The edition that it carries out; None of one from before five-year plans were kept."""

    five_year_plan: Mapped[FiveYearPlan | None] = relationship()

    __table_args__ = (
        *by_another_with_resolution("submitted_by_id", APPROVED_STATES),
        published_whole_and_after(),
    )


class Project(Submitted, Published, InThaiOrder, db.Model):
    """A project of the plan: one lead agency, KPIs, priority, budget (docs/domain.md#plan-and-budget)."""

    __tablename__ = "projects"

    id: Mapped[IdPk]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plans.id"), index=True)
    code: Mapped[Code] = mapped_column(unique=True)
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    approach: Mapped[Note]
    """แนวทางดำเนินงาน."""
    lead_agency: Mapped[Name]
    lead_agency_kind: Mapped[AgencyKind]
    priority: Mapped[int]
    """1 is the most urgent."""
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    zero_budget: Mapped[bool] = mapped_column(default=False)
    budget_satang: Mapped[Satang]
    """What the resolution allows the project to receive in all, from any source; nothing for a zero-budget project."""
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programmes.id"), index=True, sort_order=5)
    """Of the edition that its plan carries out; None where the plan names none."""

    plan: Mapped[ActionPlan] = relationship()
    programme: Mapped[Programme | None] = relationship()
    lines: Mapped[list["BudgetLine"]] = relationship(order_by="BudgetLine.id", back_populates="project")
    sources: Mapped[list["SourceBudget"]] = relationship(
        order_by="SourceBudget.source", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name="priority_1_to_5"),
        sa.CheckConstraint(
            "budget_satang >= 0 AND zero_budget = (budget_satang = 0)", name="budget_unless_zero"
        ),
        *by_another_with_resolution("submitted_by_id", APPROVED_STATES),
        published_whole_and_after(),
    )


class SourceBudget(db.Model):
    """What a project may receive from one source. Those of a project add up to its budget, which the database itself checks.

    A project that was approved before budgets were divided by source has none, and its one ceiling.
    """

    __tablename__ = "source_budgets"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("projects.id"), primary_key=True)
    source: Mapped[FundSource] = mapped_column(primary_key=True)
    amount_satang: Mapped[Satang]

    __table_args__ = (sa.CheckConstraint("amount_satang > 0", name="amount_positive"),)


class BudgetLine(db.Model):
    """(project, fund source, fiscal year): the ledger's `line_id`."""

    __tablename__ = "budget_lines"

    id: Mapped[IdPk]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("projects.id"), index=True)
    source: Mapped[FundSource]
    fiscal_year: Mapped[int]
    created_at: Mapped[At]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    project: Mapped[Project] = relationship(back_populates="lines")

    __table_args__ = (sa.UniqueConstraint("project_id", "source", "fiscal_year"),)


class BudgetMove(db.Model):
    """An appropriation, an allotment to a scheme or its return: the paper behind the posting."""

    __tablename__ = "budget_moves"

    id: Mapped[IdPk]
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_lines.id"), index=True)
    scheme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schemes.id"), index=True)
    kind: Mapped[Code]
    """appropriate, allot, take_back, transfer_out, transfer_in or reverse: the ledger's Move."""
    amount_satang: Mapped[Satang]
    document_number: Mapped[str] = mapped_column(sa.String(100))
    made_at: Mapped[At]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    __table_args__ = (sa.CheckConstraint("amount_satang > 0", name="amount_positive"),)


class BudgetChange(Resolved, db.Model):
    """A transfer to another line, or the correction of an entry: proposed by one person, approved by another with its paper."""

    __tablename__ = "budget_changes"

    id: Mapped[IdPk]
    kind: Mapped[BudgetChangeKind]
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_lines.id"), index=True)
    """Where a transfer's money comes from, or whose entry is corrected."""
    to_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_lines.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_moves.id"))
    """The entry that a correction undoes."""
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_moves.id"), unique=True)
    """The entry on `line_id` that the approval made."""
    amount_satang: Mapped[Satang]
    reason_id: Mapped[int] = mapped_column(sa.BigInteger)
    """Why it is proposed, in the words of who proposed it."""
    state: Mapped[BudgetChangeState] = mapped_column(default=BudgetChangeState.PROPOSED)

    line: Mapped[BudgetLine] = relationship(foreign_keys=[line_id])
    to_line: Mapped[BudgetLine | None] = relationship(foreign_keys=[to_line_id])
    corrects: Mapped[BudgetMove | None] = relationship(foreign_keys=[corrects_id])

    __table_args__ = (
        sa.CheckConstraint("amount_satang > 0", name="amount_positive"),
        sa.CheckConstraint(
            "(kind = 'transfer') = (to_line_id IS NOT NULL) AND (kind = 'correction') = (corrects_id IS NOT NULL)",
            name="of_its_kind",
        ),
        sa.CheckConstraint("(state = 'approved') = (entry_id IS NOT NULL)", name="approved_has_entry"),
        sa.CheckConstraint("to_line_id <> line_id", name="to_another_line"),
        sa.Index(
            "uq_budget_changes_corrects_id_alive",
            "corrects_id",
            unique=True,
            postgresql_where=sa.text("state IN ('proposed', 'approved')"),
        ),
        sa.Index(
            "ix_budget_changes_state_since_id_proposed",
            "state_since",
            "id",
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        *by_another_with_resolution("created_by_id", "state = 'approved'"),
    )
