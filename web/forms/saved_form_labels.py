"""Shows a saved form as a person reads it: each value under the label of its field, a choice by its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField

from web.forms.form import TOKEN_FIELD, Form


def _forms(base: type[Form] = Form) -> Iterator[type[Form]]:
    for each in base.__subclasses__():
        yield each
        yield from _forms(each)


def _fields_of(form: type[Form]) -> Mapping[str, Any]:
    """The fields as they are declared; nothing is built, for a form may want more than its class."""
    names = (name for name in dir(form) if name != TOKEN_FIELD)
    return {name: field for name in names if hasattr(field := getattr(form, name), "_formfield")}


def _form_of(names: frozenset[str]) -> Mapping[str, Any]:
    """The fields of the form that has all of these and the fewest others; empty for a form that no class stands behind."""
    fitting = (fields for form in _forms() if names <= (fields := _fields_of(form)).keys())
    return min(fitting, key=len, default={})


def labelled(typed: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the values with their labels, in their order, without those that were left empty."""
    shown = [(name.rpartition("-")[2], value) for name, value in typed if value.strip()]
    fields = _form_of(frozenset(name for name, _value in shown))
    return [(_label(name, fields.get(name)), _words(value, fields.get(name))) for name, value in shown]


def _given(field: Any, argument: str) -> Any:
    """What the declaration says of an argument: by name, or the label first."""
    first = field.args[0] if argument == "label" and field.args else None
    return field.kwargs.get(argument, first)


def _label(name: str, field: Any) -> str:
    label = _given(field, "label") if field is not None else None
    return str(label or (_("Reason") if name == "reason" else _("Your answer")))


def _words(value: str, field: Any) -> str:
    if field is None:
        return value
    if issubclass(field.field_class, BooleanField):
        return str(_("Yes"))
    choices = _given(field, "choices")
    offered = {} if choices is None or callable(choices) else dict(tuple(each)[:2] for each in choices)
    return str(offered.get(value, value))
