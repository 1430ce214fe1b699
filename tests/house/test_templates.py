"""Templates: all there, all used, every word translated, nothing that the content policy forbids."""

from __future__ import annotations

import pytest
from flask import Flask, g

from core.actor import actor_with
from core.permissions import Role
from coupons.applications import presenter as applications
from coupons.claims import presenter as claims
from coupons.claims.developments import presenter as developments
from payouts.batches import presenter as batches
from tests.house import handed_over
from tests.house import templates as house_templates
from tests.house.house import Source, sources, told

LET_OFF = {
    ("bare_words", "errors/500.html"): "says both languages at once: what failed may be the catalogue",
    ("bare_words", "gallery/index.html"): "shows invented names in a component's sample",
    ("written_members", "components/steps.html"): "draws stages of its own: done, now, stopped, ahead",
    ("written_members", "components/way.html"): "draws the same stages in one strip",
}
"""(rule, template) → why it need not keep the rule."""

PER_TEMPLATE = {
    "unused_imports": (
        house_templates.unused_imports,
        "Take the import away.",
        '{% from "components/tag.html" import tag, state_tag %}{{ tag("x") }}',
    ),
    "bare_words": (
        house_templates.bare_words,
        "Write {{ _('…') }} and its Thai.",
        "<p>Hello there {{ name }}</p>",
    ),
    "bare_words_in_code": (
        house_templates.bare_words_in_code,
        "Write _('…') and its Thai.",
        "{{ button('Send it now') }}",
    ),
    "inline_code": (
        house_templates.inline_code,
        "Styles go to static/css, behaviour to static/js: the content policy runs neither here.",
        '<p style="color: red">x</p>',
    ),
    "stray_backslashes": (
        house_templates.stray_backslashes,
        "Outside of code a backslash is printed, in an address too.",
        '<a href="{{ url_for("openness.rules") }}\\">Rules</a>',
    ),
    "written_members": (
        house_templates.written_members,
        "Name the member, as in `SchemeState.OPEN`: every enum with words is known to templates (web/module.py).",
        "{% if scheme.state == 'open' %}{% endif %}",
    ),
    "ungrouped_numbers": (
        house_templates.ungrouped_numbers,
        "Print it through |thirteen_digits: a number is read and compared in groups.",
        "{{ row.payee.registration_number }}",
    ),
    "addresses_put_together": (
        house_templates.addresses_put_together,
        "Print it through |address: it says จังหวัด where a Thai would write it.",
        "{{ organisation.address ~ ' ' ~ organisation.postcode }}",
    ),
    "unsafe_posts": (
        house_templates.unsafe_posts,
        "Put {{ csrf_fields() }} into the form.",
        '<form method="post" action="/x"><button>x</button></form>',
    ),
}


@pytest.mark.parametrize("rule", PER_TEMPLATE)
def test_every_template_keeps(rule: str) -> None:
    check, mend, _ = PER_TEMPLATE[rule]
    found = [
        f"templates/{name}: {what}"
        for name, text in house_templates.templates().items()
        if (rule, name) not in LET_OFF
        for what in check(text)
    ]
    assert not found, told(found, mend)


@pytest.mark.parametrize("rule", PER_TEMPLATE)
def test_the_checker_rejects_its_bad_sample(rule: str) -> None:
    check, _, bad = PER_TEMPLATE[rule]
    assert list(check(bad))


@pytest.mark.parametrize(
    "sample",
    [
        "{% if row.state.value in ('draft', 'returned') %}{% endif %}",
        "{{ 'x' if state != 'closed' }}",
        "{% if scheme.payee_mode == 'reimburse_sme' %}{% endif %}",
        "{% if scheme.state == SchemeState.OPNE %}{% endif %}",
    ],
)
def test_a_member_that_is_written_out_or_misspelt_is_found(sample: str) -> None:
    assert list(house_templates.written_members(sample))
    assert not list(house_templates.written_members("{% if scheme.state == SchemeState.OPEN %}{% endif %}"))


def test_translated_words_and_markup_are_no_bare_words() -> None:
    good = '<p class="lead" aria-label="{{ _("Hello") }}">{{ _("Hello %(n)s", n=1) }} {# note #}<b>QR</b>&nbsp;1301</p>'
    assert not list(house_templates.bare_words(good))


OFFERS = {
    "coupons/application_page.html": applications.Allowed,
    "coupons/redemption.html": claims.Allowed,
    "developments/show.html": developments.Allowed,
    "payouts/batch.html": batches.Can,
}
"""Template → the class of its `can`: what the page offers to the reader."""


def offers_nobody_makes(name: str, text: str) -> list[str]:
    """What a template asks of its `can` and the class does not have: the button would never be seen."""
    asked = house_templates.asked_of(text, "can")
    return sorted(each for each in asked if name not in OFFERS or not hasattr(OFFERS[name], each))


def test_a_page_offers_by_names_that_exist() -> None:
    found = [
        f"templates/{name} asks can.{each}"
        for name, text in house_templates.templates().items()
        for each in offers_nobody_makes(name, text)
    ]
    assert not found, told(found, "Name what the class in OFFERS has, or add the template's class there.")


@pytest.mark.parametrize("name", OFFERS)
def test_an_offer_that_was_renamed_is_found(name: str) -> None:
    assert offers_nobody_makes(name, "{% if can.at_the_desk %}{% endif %}") == ["at_the_desk"]


def _known(app: Flask) -> set[str]:
    """What every template knows when somebody has signed in."""
    known = set(app.jinja_env.globals)
    with app.test_request_context():
        g.actor = actor_with(frozenset({Role.SME_OWNER}), person_id=1, organisation_id=1)
        for processors in app.template_context_processors.values():
            for processor in processors:
                known |= processor().keys()
    return known


GUARDED = {
    ("openness/check.html", "outlooks"): "asked where something was found",
    ("openness/check.html", "sizing"): "asked where something was found",
    ("openness/check.html", "today"): "asked where something was found",
    ("saved_forms/drawn_for_another.html", "change_url"): "asked where the form was drawn for another role",
    ("saved_forms/drawn_for_another.html", "is_kept"): "asked where the form was drawn for another role",
    ("saved_forms/drawn_for_another.html", "kept_minutes"): "asked where the form was drawn for another role",
    ("demo/people.html", "demo_mail_url"): "known to all templates of the demo",
}
"""(template, name) → why a view need not give it."""


def test_every_view_hands_over_what_its_template_asks(app: Flask) -> None:
    known = _known(app)
    found = [
        f"{call.place} draws {call.template} without {name}"
        for source in sources()
        for call in handed_over.calls(source)
        for name in handed_over.not_handed_over(app.jinja_env, known, call)
        if (call.template, name) not in GUARDED
    ]
    assert not found, told(found, "Hand it over, or let the template say `|default` or `is defined`.")


def test_a_view_that_forgets_a_name_is_found(app: Flask) -> None:
    bad = Source(
        "smes/views.py", 'render_template("smes/step.html", form=1, step="organisation", at=(1, 2))\n'
    )
    known = _known(app)
    (call,) = handed_over.calls(bad)
    assert handed_over.not_handed_over(app.jinja_env, known, call) == ["page"]


def missing(named: dict[str, str], known: set[str]) -> list[str]:
    """Templates that Python names and nobody wrote."""
    return [
        f"{path} renders {name}, which does not exist" for name, path in named.items() if name not in known
    ]


def unused(named: dict[str, str], templates: dict[str, str]) -> list[str]:
    """Templates that neither Python nor another template names."""
    used = set(named)
    for text in templates.values():
        used |= house_templates.named_templates(text)
    return [
        f"templates/{name} is used by nothing"
        for name in templates
        if name not in used and not name.startswith(house_templates.DRAWN_BY_LIBRARIES)
    ]


def test_every_template_that_a_view_names_exists() -> None:
    found = missing(house_templates.named_in_python(), set(house_templates.templates()))
    assert not found, told(found, "Write it, or name another.")
    assert missing({"coupons/none.html": "coupons/views.py"}, set())


def test_every_template_is_used() -> None:
    found = unused(house_templates.named_in_python(), house_templates.templates())
    assert not found, told(found, "Delete it.")
    assert unused({}, {"coupons/none.html": ""})


def test_every_template_that_a_template_names_exists() -> None:
    known = house_templates.templates()
    found = [
        f"templates/{name} names {other}, which does not exist"
        for name, text in known.items()
        for other in house_templates.named_templates(text)
        if other not in known and not other.startswith(("govuk_frontend", "gov_uk"))
    ]
    assert not found, told(found, "Write it, or name another.")
