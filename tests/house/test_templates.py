"""Templates: all there, all used, every word translated, nothing that the content policy forbids."""

from __future__ import annotations

import pytest

from tests.house import templates as house_templates
from tests.house.house import told

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
