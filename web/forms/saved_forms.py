"""Typed work outlives the sign-in, and a form drawn for one business does nothing to another (decision 36).

A form says, signed, whose it is and in which capacity it was drawn. Sent when nobody is signed in, or while its person
acts for somebody else, it does nothing; what was typed is kept, and shown again to be sent by its person.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from core import clock, idempotency
from core.actor import ActorKind
from core.db import db
from core.documents import uploads
from core.errors import NotFound, TryLater
from core.settings import installation
from web.access import PUBLIC, access_of, acts_in_capacity, current_actor, signed_in_only
from web.forms.form import TOKEN_FIELD, UNDIGESTED
from web.forms.saved_form_labels import labelled
from web.forms.sealed import MOST_BYTES, MOST_TEXT, RETENTION, SavedFile, SavedForm, Typed, saved_form, sealed
from web.forms.services.save_form import save_form
from web.forms.tokens import FormToken, read_form_token

NEVER_SAVED = UNDIGESTED | {"code", "password", "new_password", "new_password_confirm"}
"""Fields that are secrets, or proofs of who sends."""


blueprint = Blueprint("kept", __name__)


def _keys() -> Any:
    return installation.settings().secret_key


def _token() -> FormToken | None:
    return read_form_token(request.form.get(TOKEN_FIELD, "")) if request.method == "POST" else None


def _access() -> Any:
    return access_of(current_app._get_current_object(), request.endpoint or "static")  # type: ignore[attr-defined]  # a proxy has it


def _files() -> Iterator[SavedFile]:
    for field, file in request.files.items(multi=True):
        if file.filename:
            file.seek(0)
            yield SavedFile(field, file.filename, file.mimetype, file.read())
            file.seek(0)


def _chosen() -> set[str]:
    """The fields in which a file was chosen; a browser sends the others too, without a name."""
    return {name for name, file in request.files.items(multi=True) if file.filename}


def _files_to_keep(token: FormToken) -> tuple[SavedFile, ...]:
    """The files that are kept, with those that the form had brought along already.

    None when they are too large, or more than a person may send within an hour.
    """
    if (request.content_length or 0) > MOST_BYTES:
        return ()
    files = tuple(_files())
    most = installation.settings().uploads_per_hour
    try:
        if files:
            uploads.count(token.person_id, len(files), most=most, now=clock.now())
    except TryLater:
        return ()
    both = files + _kept_before(token)
    return both if sum(len(each.content) for each in both) <= MOST_BYTES else files


def _kept_before(token: FormToken) -> tuple[SavedFile, ...]:
    """The files of the kept form that the form showed, but for those in whose place others are chosen."""
    if token.kept_id is None:
        return ()
    before = saved_form(db.session(), token.kept_id, token.person_id, _keys(), clock.now())
    if before is None or before.address.partition("?")[0] != request.path:
        return ()
    chosen = _chosen()
    return tuple(each for each in before.typed.files if each.field not in chosen)


def _drawn_on() -> str:
    """The page of ours on which the form stood, as far as the browser says so."""
    page = urlsplit(request.referrer or "")
    ours = page.netloc == request.host and _page_at(page.path) is not None
    return f"{page.path}?{page.query}".rstrip("?")[:500] if ours else ""


def _keep(token: FormToken) -> int | None:
    """Keep what was sent; None when it is too much."""
    fields = tuple(pair for pair in request.form.items(multi=True) if pair[0] not in NEVER_SAVED)
    if sum(len(name) + len(value) for name, value in fields) > MOST_TEXT:
        return None
    typed = Typed(fields, _files_to_keep(token), _drawn_on())
    content = sealed(typed, _keys(), token.person_id)
    address = request.full_path.rstrip("?")[:500]
    return save_form(token.person_id, token.capacity, address, content, now=clock.now())


def save_unsent() -> BaseResponse | None:
    """Save the form of somebody whose sign-in has ended, to be shown again once they are back. Runs before anything else.

    It does nothing, so it needs no CSRF token: its own token proves whose it is.
    """
    token = _token()
    if token is None or request.endpoint is None or _access() == PUBLIC:
        return None
    if current_actor().kind is not ActorKind.ANONYMOUS:
        return None
    kept_id = _keep(token)
    if kept_id is None:
        return None
    return redirect(url_for("security.login", next=url_for("kept.show", kept_id=kept_id)), code=303)


def save_for_proof() -> bool:
    """Before a proof is asked for: whether what was sent is kept with its files, and the page that asks brings it along.

    A file that is chosen now goes in place of one that was kept. Nothing was done yet, so the form's key is not used up.
    False when there are no files, too large ones or too many in this hour.
    """
    token, actor = _token(), current_actor()
    kept_id = token.kept_id if token else None
    if _chosen():
        if actor.person_id is None or (request.content_length or 0) > MOST_BYTES:
            return False
        fill_in()
        g.pop("unclaimed_request_key", None)
        kept_id = _keep(FormToken("", actor.person_id, installation.people().capacity_key(actor), None))
    g.saved_form = _mine(kept_id) if kept_id is not None else None
    return g.saved_form is not None and bool(g.saved_form.typed.files)


def _labels() -> dict[str, str]:
    """The capacities of who is signed in, by the address that changes to each."""
    known = installation.people().signed_in()
    return {each["url"]: each["label"] for each in (known or {}).get("choices", ())}


def _drawn_for_another(capacity: str, kept_id: int | None) -> str:
    change, labels = url_for("identity.act_for", choice=capacity), _labels()
    here = url_for("identity.act_for", choice=installation.people().capacity_key(current_actor()))
    after = url_for("kept.show", kept_id=kept_id) if kept_id is not None else url_for("today.today")
    return render_template(
        "saved_forms/drawn_for_another.html",
        drawn_for=labels.get(change),
        acting_for=labels.get(here, _("yourself")),
        change_url=f"{change}?next={after}",
        is_kept=kept_id is not None,
        kept_minutes=RETENTION // timedelta(minutes=1),
    )


def refuse_drawn_for_another() -> BaseResponse | None:
    """A form drawn while its person acted for somebody else does nothing: they are asked for whom they mean it.

    A form sent twice, of which the first time changed for whom they act, leads where it led then.
    """
    token = _token()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy has it
    if token is None or not acts_in_capacity(app, request.endpoint or "static"):
        return None
    actor = current_actor()
    if token.person_id != actor.person_id:
        return Response(
            render_template("saved_forms/drawn_for_another.html", drawn_for=None, acting_for=None), 409
        )
    if token.capacity == installation.people().capacity_key(actor):
        return None
    key = g.get("request_key")
    led = idempotency.answer_of(db.session(), key) if key is not None else None
    if led is not None:
        return redirect(led, code=303)
    return Response(_drawn_for_another(token.capacity, _keep(token)), 409)


def _mine(kept_id: int) -> SavedForm | None:
    actor = current_actor()
    if actor.person_id is None:
        return None
    return saved_form(db.session(), kept_id, actor.person_id, _keys(), clock.now())


def fill_in() -> BaseResponse | None:
    """A page asked for with a kept form shows it in its fields; a form sent from there brings the kept files along.

    Only while its person acts for whom it was typed: else they are asked for whom they mean it.
    """
    asked = request.args.get("kept", type=int) if request.method == "GET" else None
    token = _token() if request.method == "POST" else None
    kept_id = asked or (token.kept_id if token else None)
    found = _mine(kept_id) if kept_id is not None else None
    if found is None and token is not None and kept_id is not None and not _chosen():
        g.shown_again = _("The files for this form are no longer saved. Choose them again, then send.")
    if found is None or found.address.partition("?")[0] != request.path:
        return None
    if token is None:
        if found.capacity != installation.people().capacity_key(current_actor()):
            return redirect(url_for("kept.show", kept_id=found.id))
        g.saved_form, g.typed_before = found, MultiDict(found.typed.fields)
        return None
    chosen = _chosen()
    again = [
        (each.field, FileStorage(io.BytesIO(each.content), each.name, each.field, each.media_type))
        for each in found.typed.files
        if each.field not in chosen
    ]
    sent = [pair for pair in request.files.items(multi=True) if pair[1].filename]
    request.__dict__["files"] = ImmutableMultiDict([*sent, *again])
    return None


def _page_at(address: str) -> str | None:
    """The endpoint of the page that has this address; None where there is none."""
    try:
        endpoint, _values = current_app.url_map.bind("").match(address.partition("?")[0], method="GET")
    except HTTPException:
        return None
    return str(endpoint)


def is_saved_form(address: str) -> bool:
    """Whether this is where a kept form is shown again."""
    return _page_at(address) == "kept.show"


@blueprint.get("/kept-forms/<int:kept_id>")
@signed_in_only
def show(kept_id: int) -> str | BaseResponse | tuple[str, int]:
    """The form with all that was typed; where it has no page of its own, what was typed and a button that sends it."""
    found = _mine(kept_id)
    if found is None:
        raise NotFound
    if found.capacity != installation.people().capacity_key(current_actor()):
        return _drawn_for_another(found.capacity, kept_id), 409
    if _page_at(found.address) is None:
        return render_template("saved_forms/typed.html", kept=found, answers=labelled(found.typed.fields))
    names = ", ".join(file.name for file in found.typed.files)
    flash(_("What you typed is here again. It has not been sent yet. Check it, then send it."), "wait")
    if names:
        flash(_("These files will be sent, unless you choose others: %(names)s", names=names), "wait")
    path, _mark, query = found.address.partition("?")
    return redirect(f"{path}?{query + '&' if query else ''}kept={kept_id}", code=303)


def init_app(app: Flask) -> None:
    """After the guard: what is drawn for another does nothing; what was typed before is filled in."""
    app.before_request(refuse_drawn_for_another)
    app.before_request(fill_in)
