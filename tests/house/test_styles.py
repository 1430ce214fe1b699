"""The look: a class has its rule, a rule its class, a file its layer, and nothing from npm is kept that no page uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts import css_use
from tests.house.house import ROOT, told
from web.edge import stylesheet

CSS = ROOT / "static" / "css"
VENDORED = ROOT / "static" / "vendor" / "govuk-frontend"
NAMED_ONLY = frozenset({"next-action--waits", "public"})
"""Classes that say what a part is without a look of their own: tests and layouts tell it by them."""


def sheets() -> dict[str, str]:
    """Our style sheets by their path from static/css."""
    return {
        path.relative_to(CSS).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(CSS.rglob("*.css"))
    }


def classes_with_rules(*styles: str) -> set[str]:
    """Every class that some selector names."""
    return {
        name
        for css in styles
        for rule in css_use.rules_of(css)
        for selector in css_use.selectors(rule)
        for name in css_use.classes_of(selector)
    }


def without_rule(given: set[str], ruled: set[str]) -> list[str]:
    """Classes of our pages that nothing styles; the name of a block stands for its parts, `bars` for `bars__row`."""
    return sorted(
        name
        for name in given - ruled - NAMED_ONLY
        if not name.endswith("--") and not any(rule.startswith((f"{name}__", f"{name}--")) for rule in ruled)
    )


def test_every_class_has_its_rule() -> None:
    vendored = (VENDORED / "govuk-frontend.css").read_text(encoding="utf-8")
    given = css_use.classes_given(css_use.our_markup())
    found = without_rule(given, classes_with_rules(vendored, *sheets().values()))
    assert len(given) > 250
    assert not found, told(
        found, "Write its rule, take it out, or run scripts.vendor_static for one of govuk-frontend."
    )
    assert without_rule({"a", "b", "c"}, {"a", "b__x"}) == ["c"]


def test_every_rule_has_its_class() -> None:
    used = css_use.used_words((VENDORED / "govuk-frontend.js").read_text(encoding="utf-8"))
    found = [
        f"{name}: .{unused}"
        for name, css in sheets().items()
        for unused in sorted(classes_with_rules(css) - used)
    ]
    assert not found, told(found, "Delete the rule, or say in scripts/css_use.py what builds the class.")
    assert classes_with_rules("@media print{.a .b:not(.c){}}") == {"a", "b"}


def test_nothing_vendored_is_unused() -> None:
    css = (VENDORED / "govuk-frontend.css").read_text(encoding="utf-8")
    used = css_use.used_words((VENDORED / "govuk-frontend.js").read_text(encoding="utf-8"))
    assert css_use.cut(css, used) == css, "Run `npm ci && python -m scripts.vendor_static`."
    assert css_use.cut(".a,.b{x:y}@media print{.b{x:y}}", {"a"}) == ".a{x:y}\n"


def undeclared(markup: str, built: Mapping[str, object]) -> set[str]:
    """Beginnings of classes that a template ends with a value and `BUILT` does not name."""
    return set(re.findall(r"[\w-]+--(?={{)", markup)) - built.keys()


def test_classes_that_are_built_are_declared() -> None:
    markup = css_use.our_markup()
    found = undeclared(markup, css_use.BUILT)
    assert not found, told(sorted(found), "Name it with its endings in scripts/css_use.py.")
    stale = [stem for stem in css_use.BUILT if stem.endswith("--") and f"{stem}{{{{" not in markup]
    assert not stale, told(stale, "Nothing builds it: take it out of scripts/css_use.py.")
    assert undeclared("tag--{{ tone }}", {}) == {"tag--"}


def layerless(names: list[str], order: str) -> list[str]:
    """Style sheets whose place is no layer of the declared order."""
    declared = set(re.findall(r"[\w-]+", re.search(r"@layer ([^;{]+);", order)[1]))  # type: ignore[index]  # stands there
    return [name for name in names if stylesheet.layer_of(f"css/{name}") not in declared]


def test_every_style_sheet_stands_in_a_layer() -> None:
    parts = sheets()
    order = parts.pop("layers.css")
    found = layerless(list(parts), order)
    assert not found, told(found, "Move it below a layer that static/css/layers.css names.")
    assert not [name for name, css in parts.items() if "@layer" in css], "The place of a file says its layer."
    assert layerless(["odd/x.css"], order) == ["odd/x.css"]


RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(")


def raw_colours(parts: Mapping[str, str]) -> list[str]:
    """Colours that are written where they are used: no other look can change them, and nobody measured them."""
    return [
        f"{name}: {line.strip()}"
        for name, css in parts.items()
        if name not in ("tokens.css", "dark.css")
        for line in css.splitlines()
        if RAW_COLOUR.search(line)
    ]


def test_every_colour_is_a_token() -> None:
    found = raw_colours(sheets())
    assert not found, told(
        found, "Use a token of static/css/tokens.css that says what it is for, or add one."
    )
    assert raw_colours({"x.css": "a{\ncolor: #fff;\nborder-color: rgb(0 0 0);\nfill: var(--ink)}"}) == [
        "x.css: color: #fff;",
        "x.css: border-color: rgb(0 0 0);",
    ]


SIZED = re.compile(
    r"(?<![\w-])(font|font-size|[a-z-]*radius|(?:scroll-)?(?:margin|padding)[a-z-]*|(?:row-|column-)?gap):([^;{}]+)[;}]"
)
RAW_SIZE = re.compile(r"(?<![\w.-])(?!1px)[\d.]+(?:px|rem)\b")


def raw_sizes(parts: Mapping[str, str]) -> list[str]:
    """Sizes of letters, of corners and of the room around things that are written where they are used.

    Let off: a line's width (1px), sizes relative to the text around (em, %), and those that grow with the window between
    two ends (clamp).
    """
    return [
        f"{name}: {found[1]}:{' '.join(found[2].split())}"
        for name, css in parts.items()
        if name != "tokens.css"
        for found in SIZED.finditer(css)
        if RAW_SIZE.search(found[2]) and "clamp(" not in found[2]
    ]


def test_every_size_of_letters_corners_and_room_is_a_token() -> None:
    found = raw_sizes(sheets())
    assert not found, told(
        found, "Use --text-…, --round-… or --space-… of static/css/tokens.css, the nearest one."
    )
    assert raw_sizes({"x.css": "a{font-size: 15px;border-radius: var(--round)}b{font: 400 1rem/1.5 X}"}) == [
        "x.css: font-size:15px",
        "x.css: font:400 1rem/1.5 X",
    ]
    assert raw_sizes({"x.css": "a{margin: 0 auto 8px;gap: var(--space-4)}"}) == ["x.css: margin:0 auto 8px"]
    assert not raw_sizes(
        {"x.css": "a{font-size: clamp(1rem, 5vw, 2rem);font-size: 0.9em;border-radius: 50%}"}
    )


def test_the_night_changes_only_what_the_day_has() -> None:
    parts = sheets()
    day, night = (set(re.findall(r"(--[\w-]+):", parts[name])) for name in ("tokens.css", "dark.css"))
    assert len(night) > 25
    assert night <= day
    assert not night & {"--scan-paper", "--scan-ink"}, "a camera reads dark on white"


def test_every_token_that_is_used_is_there() -> None:
    parts = sheets()
    defined = set(re.findall(r"(--[\w-]+):", "\n".join(parts.values())))
    used = {name for css in parts.values() for name in re.findall(r"var\((--[\w-]+)", css)}
    assert used <= defined, sorted(used - defined)


def unexplained(parts: Mapping[str, str], components: set[str]) -> list[str]:
    """Style sheets that are not those of a component of the same name, and do not begin by saying what they are."""
    return [
        name
        for name, css in parts.items()
        if not (name.startswith("components/") and Path(name).stem in components) and not css.startswith("/*")
    ]


def test_a_style_sheet_is_that_of_its_component_or_says_what_it_is() -> None:
    components = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    found = unexplained(sheets(), components)
    assert not found, told(found, "Say in a comment at its top what it styles.")
    assert unexplained({"components/x.css": ".x{}"}, {"y"}) == ["components/x.css"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("css/components/x.css", "../../icons/a.svg"),
        ("css/base.css", "../icons/a.svg"),
        ("css/x/y.css", '"../../icons/a.svg"'),
    ],
)
def test_addresses_lead_where_they_led_when_the_parts_are_joined(name: str, address: str) -> None:
    parts = {
        "css/layers.css": b"@layer base;\n",
        name: f".x{{background:url({address})}}".encode(),
        "js/a.js": b"",
    }
    served = stylesheet.joined(parts)
    assert served.keys() == {"css/site.css", "js/a.js"}
    assert b"url(../icons/a.svg)" in served["css/site.css"]
    assert f"@layer {stylesheet.layer_of(name)} {{".encode() in served["css/site.css"]


def test_what_came_from_npm_stands_before_our_changes_to_it() -> None:
    parts = {
        "css/layers.css": b"",
        "css/vendor/field.css": b".ours{}",
        "vendor/govuk-frontend/a.css": b".theirs{}",
    }
    css = stylesheet.joined(parts)["css/site.css"]
    assert css.index(b".theirs") < css.index(b".ours")
