"""Flask-Security's second factors, with what they use up kept by our services: each code is good once."""

from __future__ import annotations

import base64
from typing import Any

from flask import has_request_context, session
from flask_babel import lazy_gettext as _l
from flask_security import MfRecoveryCodesUtil
from passlib.exc import UsedTokenError

from core import clock
from core.actor import actor_with
from core.pdf.qr import qr_svg
from core.permissions import Role
from identity.accounts.services.make_recovery_codes import make_recovery_codes
from identity.accounts.services.use_authenticator_code import use_authenticator_code
from identity.accounts.services.use_recovery_code import use_recovery_code
from identity.accounts.views.security.app_key import RewrappingTotp
from identity.people.models import Person


class Authenticator(RewrappingTotp):
    """TOTP whose QR code is drawn by us, and whose codes are good once, however many ask at one moment."""

    def generate_totp_secret(self) -> str:
        """A new secret; while one is being set up in this session, the same: a mistyped code throws no key away."""
        begun = has_request_context() and session.get("tf_state") == "validating_profile"
        shown = session.get("tf_totp_secret") if begun else None
        return str(shown or super().generate_totp_secret())

    def generate_qrcode(self, username: str, totp: str) -> str:
        """A data address of the SVG, for an img."""
        drawn = qr_svg(self.get_totp_uri(username, totp), str(_l("QR code for your authenticator app")))
        return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"

    def get_last_counter(self, user: Person) -> int | None:
        """The time step of the last code taken."""
        return user.tf_last_counter

    def set_last_counter(self, user: Person, tmatch: Any) -> None:
        """Use the code up at once. UsedTokenError, which Flask-Security takes for a wrong code, if another request has."""
        if not use_authenticator_code(user.id, tmatch.counter):
            raise UsedTokenError


class RecoveryCodes(MfRecoveryCodesUtil):  # type: ignore[misc]
    """Recovery codes of which digests alone are kept. They are shown when made, and never again."""

    def create_recovery_codes(self, user: Person) -> list[str]:
        """A new set."""
        return make_recovery_codes(actor=_themselves(user), now=clock.now())

    def get_recovery_codes(self, user: Person) -> list[str]:  # noqa: ARG002 - Flask-Security's signature
        """None that could be shown."""
        return []

    def check_recovery_code(self, user: Person, code: str) -> bool:
        """Use the code up; whether it was good. Looking and taking are one statement."""
        return use_recovery_code(code, actor=_themselves(user), now=clock.now())

    def delete_recovery_code(self, user: Person, code: str) -> bool:  # noqa: ARG002 - Flask-Security's signature
        """It is gone already."""
        return True


def _themselves(user: Person) -> Any:
    return actor_with(frozenset({Role.PERSON}), person_id=user.id)
