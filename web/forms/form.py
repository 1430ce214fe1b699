"""Forms: CSRF, one effect for a form sent twice, refusals that land beside their field."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from flask import Flask, g, redirect, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response
from wtforms import (
    FieldList,
    FileField,
    FormField,
    HiddenField,
    MultipleFileField,
)
from wtforms import Form as PlainForm
from wtforms.widgets import ListWidget

from core import idempotency
from core.actor import ActorKind
from core.audit.rules import LONGEST_REASON
from core.db import transaction
from core.documents.limits import MAX_MB, MOST_PICTURED
from core.errors import Refused
from core.idempotency import RequestKey
from core.labels import words_for
from core.typed import TypedProblem
from web.access import current_actor
from web.forms.tokens import new_form_token, read_form_token

TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field


MAX_TOKEN = 64


PROOF_CODE, PROOF_PASSWORD, PROOF_PASSKEY = "proof_code", "proof_password", "proof_state"
"""Fields in which a person confirms who they are, beside what the form is about (`identity.accounts.views.proving`)."""


PROOF_FILES = "proof_files"
"""Says that files had been chosen when the proof was asked for: they are chosen again."""


UNDIGESTED = frozenset(
    {"csrf_token", TOKEN_FIELD, PROOF_CODE, PROOF_PASSWORD, PROOF_PASSKEY, PROOF_FILES, "credential"}
)
"""Fields that are not part of what is sent."""


class _Words:
    """What WTForms says of itself, in our words; it has none in Thai. Our own validators bring translated words."""

    def gettext(self, text: str) -> str:
        """Its English sentence in the reader's language."""
        if text.startswith(
            ("Not a valid choice", "Invalid Choice", "Invalid choice", "'%(value)s' is not a valid")
        ):
            return str(_("Choose one of the answers."))
        if text.startswith(("Not a valid date", "Not a valid time", "Not a valid week")):
            return words_for(TypedProblem.DAY_WRONG)
        if text.startswith("Not a valid"):
            return str(_("Enter a whole number, for example, 12"))
        return text

    def ngettext(self, singular: str, _plural: str, _count: int) -> str:
        """The same of a counted thing: ours do not count."""
        return self.gettext(singular)


def _takers(form: FlaskForm) -> Iterator[Any]:
    """The fields that take files."""
    return (field for field in form if isinstance(field, FileField | MultipleFileField))


class Form(FlaskForm):  # type: ignore[misc]
    """What every form is: CSRF, and a token by which a second sending is known."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # WTForms carries no types
        """How what is sent comes to the fields."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Files only for fields that take files, text only for the others: each field then reads what it knows."""
            sent = super().wrap_formdata(form, formdata)
            if sent is None and "typed_before" in g:
                return g.typed_before
            if sent is None or formdata is None or isinstance(formdata, MultiDict):
                return sent
            takers = {field.name for field in _takers(form)}
            pairs: list[tuple[str, Any]] = [
                pair for pair in request.form.items(multi=True) if pair[0] not in takers
            ]
            pairs.extend(pair for pair in request.files.items(multi=True) if pair[0] in takers)
            return request.parameter_storage_class(pairs)

        def get_translations(self, _form: FlaskForm) -> _Words:
            """Words that WTForms has built in."""
            return _Words()

    beside: ClassVar[Mapping[StrEnum, str]] = {}
    """Beside which field the words of a refusal stand; those of no field stand above the page."""

    form_token = HiddenField(default=new_form_token)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether what was sent is right; never when it is to be shown again because files are missing from it."""
        right = bool(super().validate(extra_validators))
        if "shown_again" not in g or not any(_takers(self)):
            return right
        self.form_errors.append(g.pop("shown_again"))
        self.ask_again()
        return False

    def ask_again(self) -> None:
        """A new token, for a form shown again after its try was kept: the next try is another deed, not the same."""
        self.form_token.data = new_form_token()


class RowForm(PlainForm):  # type: ignore[misc]  # WTForms carries no types
    """A row of a form: it brings no token of its own, and speaks the reader's language as the form does."""

    class Meta:
        """What WTForms asks of a form."""

        def get_translations(self, _form: PlainForm) -> _Words:
            """Words that WTForms has built in."""
            return _Words()


def csrf_fields() -> Markup:
    """The hidden fields of a POST form that no WTForm stands behind."""
    return Markup(
        '<input type="hidden" name="csrf_token" value="{}"><input type="hidden" name="form_token" value="{}">'
    ).format(generate_csrf(), new_form_token())


def problems_of(form: Any) -> list[tuple[str, str | None]]:
    """Everything that is wrong with a form, in the order of its fields: the words, and where the field stands."""
    found: list[tuple[str, str | None]] = [(str(words), None) for words in form.form_errors or ()]
    for field in form:
        found.extend(_problems_of_field(field))
    return [*dict.fromkeys(found)]


def _problems_of_field(field: Any) -> Iterator[tuple[str, str | None]]:
    """Those of one field; of each row and each part of one that holds others."""
    if isinstance(field, FormField):
        yield from problems_of(field.form)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            yield from _problems_of_field(entry)
    else:
        first = "-0" if isinstance(field.widget, ListWidget) else ""
        yield from ((str(words), f"{field.id}{first}") for words in field.errors)


def refused_to_form(refused: Refused, form: FlaskForm, field_name: str) -> None:
    """Put a refusal's words beside the field it speaks of, so that the form is shown again with all that was typed."""
    field = form[field_name]
    field.errors = [*field.errors, words_for(refused.reason, **refused.facts)]


def _body_digest() -> bytes:
    digest = hashlib.sha256(request.path.encode())
    for name, value in sorted(request.form.items(multi=True)):
        if name not in UNDIGESTED:
            digest.update(repr((name, value)).encode())
    return digest.digest()


def refuse_json() -> None:
    """No page takes JSON: a form that is given some would take lists and numbers for what a person typed."""
    if request.is_json and request.method not in ("GET", "HEAD"):
        raise UnsupportedMediaType


def name_request_key() -> None:
    """Before a POST with a form token: name its key, for the request's transaction to claim first."""
    if request.method != "POST" or request.endpoint is None:
        return
    sent = request.form.get(TOKEN_FIELD, "")
    known = read_form_token(sent)
    token = known.key if known else sent[:MAX_TOKEN]
    if not token:
        return
    actor = current_actor()
    if actor.kind is not ActorKind.PERSON or actor.person_id is None:
        return
    g.request_key = g.unclaimed_request_key = RequestKey(
        actor.person_id, request.endpoint, token, _body_digest()
    )


def keep_redirect(response: Response) -> Response:
    """After a POST that did its work and sends on: keep where to, for a twin."""
    key: RequestKey | None = g.get("request_key")
    if key is not None and "unclaimed_request_key" not in g and response.status_code in (302, 303):
        with transaction() as tx:
            idempotency.store_answer(tx.session, key, response.headers["Location"])
    return response


def answer_repeated(repeated: idempotency.Repeated) -> Response:
    """The same form again: no second effect; on to where the first one led."""
    return redirect(repeated.answer or request.referrer or "/", code=303)


def init_app(app: Flask) -> None:
    """Hook the form token into requests."""
    app.before_request(refuse_json)
    app.before_request(name_request_key)
    app.after_request(keep_redirect)
    app.register_error_handler(idempotency.Repeated, answer_repeated)
    app.jinja_env.globals["csrf_fields"] = csrf_fields
    app.jinja_env.globals["problems_of"] = problems_of
    app.jinja_env.globals["new_form_token"] = new_form_token
    app.jinja_env.globals["most_mb"] = MAX_MB
    app.jinja_env.globals["most_pictured"] = MOST_PICTURED
    app.jinja_env.globals["longest_reason"] = LONGEST_REASON
