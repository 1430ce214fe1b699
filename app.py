"""create_app(): extensions, blueprints, event handlers, error pages. Nothing else."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect

import config
from core import commands, events
from core.database import binding as database
from core.db import Tx
from core.settings import installation
from core.tasks import queue as jobs
from coupons.claims.events import ClaimApproved
from coupons.claims.payment_status import read_news_by
from coupons.coupons.events import MoneyReturned
from coupons.number_release import on_number_contested as coupons_are_used
from identity.bank_accounts.events import PayeeChanges
from identity.bank_accounts.operations import on_owner_gone as withdraw_account_of
from identity.capacities.rights import read_rights
from identity.factor_resets.operations import on_officer_gone as withdraw_resets_of
from identity.notifications.channels import Email, InApp, deliver_by
from identity.notifications.words import take_up as take_up_notices
from identity.organisations.events import OrganisationMoved, OwnerGone
from identity.rights_requests.events import NumberContested
from identity.rights_requests.operations import on_officer_gone as withdraw_requests_of
from identity.rights_requests.owners import refuse_while_in_question
from identity.staff.events import HolidayAdded, OfficerGone
from payouts.payables.operations import open_payable
from payouts.payees.presenter import news_of_claim
from projects.hosted import read_schemes_by
from providers.events import ProviderSuspended
from providers.number_release import on_number_contested as provider_is_used
from schemes.queries import hosted_by_line, hosted_by_project
from smes.number_release import on_number_contested as sme_is_used
from web import access, cli, errors, languages, preferences, refusals, terms
from web.edge import compression, edge, headers, observe, static_files, templates
from web.edge.cookies import cookie_name
from web.forms import form as forms
from web.forms import saved_forms as kept_forms
from web.module import Module, compose
from web.pages import help_pages, today


def modules() -> tuple[Module, ...]:
    """Every package's part, lowest first; imported when an application is made, since they carry all pages."""
    import banking.module
    import coupons.module
    import identity.module
    import ledger.module
    import openness.module
    import payouts.module
    import projects.module
    import providers.module
    import schemes.module
    import smes.module
    import web.own

    return (
        web.own.MODULE,
        ledger.module.MODULE,
        banking.module.MODULE,
        identity.module.MODULE,
        projects.module.MODULE,
        schemes.module.MODULE,
        smes.module.MODULE,
        providers.module.MODULE,
        coupons.module.MODULE,
        payouts.module.MODULE,
        openness.module.MODULE,
    )


def _serve_waiting_list(tx: Tx, returned: MoneyReturned) -> None:
    """Money came free: someone on the scheme's waiting list may be served."""
    jobs.defer(tx, "coupons.serve_waiting_list", scheme_id=returned.scheme_id)


def _review_holds(tx: Tx, _suspended: ProviderSuspended) -> None:
    """A payee may no longer be paid: what it is owed is held at once, not at the next quarter of an hour."""
    jobs.defer(tx, "payouts.review_holds")


def _put_off_last_days(tx: Tx, _added: HolidayAdded) -> None:
    """A day became a holiday: last days that were named and fall on it are put off at once, not at night."""
    jobs.defer(tx, "coupons.put_off_last_days")


def _keep_places(tx: Tx, moved: OrganisationMoved) -> None:
    """A business is in another province: lists that narrow by it find its rows there soon."""
    jobs.defer(tx, "coupons.keep_places", organisation_id=moved.organisation_id)


def subscribe() -> None:
    """Who listens to whom. Subscribing again has no effect."""
    events.subscribe(ClaimApproved, open_payable)
    events.subscribe(MoneyReturned, _serve_waiting_list)
    events.subscribe(ProviderSuspended, _review_holds)
    for is_used in (sme_is_used, provider_is_used, coupons_are_used):
        events.subscribe(NumberContested, is_used)
    events.subscribe(HolidayAdded, _put_off_last_days)
    events.subscribe(OrganisationMoved, _keep_places)
    events.subscribe(OwnerGone, withdraw_account_of)
    events.subscribe(OfficerGone, withdraw_resets_of)
    events.subscribe(OfficerGone, withdraw_requests_of)
    events.subscribe(PayeeChanges, refuse_while_in_question)


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application, bound to the settings' database.

    A process that reads its own settings and cannot start with them ends, with a sentence for each problem
    on standard error; BadSetting when the caller brought them.
    """
    if settings is not None:
        return _compose(settings)
    try:
        return _compose(config.load())
    except config.BadSetting as wrong:
        raise SystemExit(f"This cannot start:\n{wrong}") from None


def _of_flask(settings: config.Settings) -> dict[str, Any]:
    """What Flask and its extensions are set to."""
    return {
        "SECRET_KEY": settings.secret_key.newest.decode(),
        "SECRET_KEY_FALLBACKS": [key.decode() for key in settings.secret_key.oldest_first[:-1]],
        "WTF_CSRF_SECRET_KEY": settings.secret_key.oldest_first,
        "MAX_CONTENT_LENGTH": 25 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": cookie_name("session", settings),
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_production,
        # Else every response, a picture's too, sets the session cookie of its request, and a late one overwrites a newer.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "TEMPLATES_AUTO_RELOAD": settings.environment == "development",
    }


def _compose(settings: config.Settings) -> Flask:
    app = edge.Application(__name__, static_folder=None)
    app.cli = cli.Commands(app)
    app.config.update(_of_flask(settings))
    app.installation = installation.Installation(settings)
    templates.init_app(app, settings)
    compression.init_app(app)
    edge.init_app(app, settings)
    static_files.init_app(app, follow=settings.environment == "development")
    database.init_app(app, settings)
    observe.init_app(app, settings)
    preferences.init_app(app)
    languages.init_app(app)
    app.before_request(kept_forms.save_unsent)
    terms.init_app(app)
    CSRFProtect(app)
    headers.init_app(app)
    errors.init_app(app)
    refusals.init_app(app)
    app.before_request(access.guard)
    forms.init_app(app)
    kept_forms.init_app(app)
    import identity.views

    found = modules()
    compose(app, found)
    identity.views.wire(app)
    take_up_notices(notices for module in found for notices in module.notices)
    subscribe()
    commands.judge_rights_by(read_rights)
    read_news_by(news_of_claim)
    read_schemes_by(hosted_by_project, hosted_by_line)
    deliver_by(InApp(), Email())
    today.init_app(app)
    help_pages.init_app(app)
    if not settings.is_production:
        from web.pages import gallery

        app.register_blueprint(gallery.blueprint)
    if settings.environment == "demo":
        from demo import mail_page, sign_in_page

        app.register_blueprint(mail_page.blueprint)
        app.register_blueprint(sign_in_page.blueprint)
    access.refuse_unguarded(app)
    return app
