"""The code functions of codes.py, bound to the keys and the host of this installation's settings."""

from __future__ import annotations

from core.settings import installation
from core.settings.keyring import Keyring
from coupons.coupons import codes
from coupons.coupons.codes import CodeKeys
from coupons.coupons.models import Coupon


def keyring() -> CodeKeys:
    """The code keys in force."""
    return CodeKeys(installation.settings().code_keys.secrets)


def consent_key() -> Keyring:
    """The keys of the six digits."""
    return installation.settings().consent_key


def code_of(coupon: Coupon, key_generation: int) -> str:
    """The 16 characters of the coupon's current issue, under the generation it was issued with."""
    return keyring().code_of(coupon.id, coupon.issue_no, key_generation)


def qr_url(code: str, key_generation: int) -> str:
    """What the coupon's QR holds."""
    return codes.qr_url(installation.settings().public_host, code, keyring().tag_of(code, key_generation))
