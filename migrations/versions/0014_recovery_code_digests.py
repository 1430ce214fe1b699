"""Recovery codes are kept as digests; they were kept encrypted, to be shown again.

Read with the secret key of this installation; a code that it does not open could not be used, and goes.
Back, there are none: digests do not open, and people make new codes.
"""

import base64
import hashlib
import json

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _opener() -> MultiFernet:
    secrets = current_app.extensions["settings"].secret_key.secrets.values()
    keys = [hashlib.blake2b(secret, key=b"recovery-codes", digest_size=32).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _opened(opener: MultiFernet, kept: list[str]) -> list[str]:
    codes = []
    for each in kept:
        try:
            codes.append(opener.decrypt(each.encode()).decode())
        except InvalidToken:
            continue
    return codes


def _digest(person_id: int, code: str) -> str:
    """As identity/recovery_codes.py does today: hexadecimal digits need no reading as meant."""
    salt = f"recovery code of person {person_id}".encode()
    plain = code.replace("-", "").lower().encode()
    return hashlib.scrypt(plain, salt=salt, n=2**14, r=8, p=1, dklen=32).hex()


def upgrade() -> None:
    bind = op.get_bind()
    opener = _opener()
    people = bind.execute(
        sa.text("SELECT id, mf_recovery_codes FROM people WHERE json_typeof(mf_recovery_codes) = 'array'")
    ).all()
    for person_id, kept in people:
        digests = [_digest(person_id, code) for code in _opened(opener, kept)]
        bind.execute(
            sa.text("UPDATE people SET mf_recovery_codes = CAST(:digests AS json) WHERE id = :id"),
            {"digests": json.dumps(digests), "id": person_id},
        )


def downgrade() -> None:
    op.execute("UPDATE people SET mf_recovery_codes = NULL WHERE mf_recovery_codes IS NOT NULL")
