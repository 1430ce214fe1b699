"""Settings: typed, from the environment, all documented in docs/settings.md (a test compares)."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from core.settings import production
from core.settings.keyring import BadKeys, Keyring

DEVELOPMENT_SECRET = "development-only-not-a-secret-0000"  # noqa: S105 - refused in production, see `load`
DEVELOPMENT_KEYS = Keyring.parse(DEVELOPMENT_SECRET)
DEVELOPMENT_ACCOUNT = "0012345678"
DEVELOPMENT_FUND_ACCOUNT = "0012345699"
"""No account of anybody; production must name its own."""
BAHT_500_000 = 50_000_000

ENVIRONMENTS = ("development", "demo", "test", "production")
OF_THE_TOOLS = frozenset({"CCS_TEST_DATA_DIR", "CCS_WALK_SENTENCES"})
"""Names with our prefix that tools read and the application does not (docs/settings.md)."""
NUMBERS_OF_THE_TOOLS = {"PORT": (1, 65_535), "WEB_CONCURRENCY": (1, 256)}
"""What gunicorn reads, smallest and largest."""


def between(low: int, high: int) -> dict[str, Any]:
    """The smallest and the largest number that a setting makes sense with."""
    return {"between": (low, high)}


def shaped(pattern: str, words: str) -> dict[str, Any]:
    """The regular expression that a setting's text fits, and what to write."""
    return {"shaped": (pattern, words)}


class BadSetting(Exception):
    """Settings that the application cannot start with: one sentence each, and none shows a secret."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))


def default_data_dir() -> Path:
    """Where the embedded database and documents live.

    Root gets a system folder: for the embedded server every parent of its data is
    opened to all users, for passing through (docs/operations.md).
    """
    if os.geteuid() == 0:
        return Path("/var/lib/ccs")
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "ccs"


@dataclass(frozen=True)
class Settings:
    """One value a setting; the environment name is the upper-case field with the prefix `CCS_`, but DATABASE_URL."""

    environment: str = ""
    """development, demo, test or production; always named, so that no process serves by mistake what it is not."""
    secret_key: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Signs sessions, forms and links in e-mails; wraps the secrets of authenticator apps. A list of keys."""
    code_keys: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Keys of coupon codes. A list of keys."""
    consent_key: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Keys of the six-digit consent codes. A list of keys."""
    seal_key: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Keys that sign audit seals; never stored in the database. A list of keys."""
    metrics_token: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Bearer tokens for GET /metrics, each of them good. A list of keys."""
    database_url: str = field(default="", repr=False)
    """The application's login (ccs_app). Empty starts the embedded PostgreSQL."""
    database_owner_url: str = field(default="", repr=False)
    """The migrating login (ccs_owner); only `flask db` uses it."""
    data_dir: Path = field(default_factory=default_data_dir)
    """Folder for the embedded database and uploaded documents."""
    public_host: str = field(
        default="LOCALHOST:5000",
        metadata=shaped(r"[A-Za-z0-9.-]+(:[1-9][0-9]{0,4})?", "a host name, with its port if it is not 443"),
    )
    """Host, with port, printed into QR codes: at most 20 characters (docs/architecture.md#code-and-consent)."""
    extra_hosts: str = ""
    """Hosts beside the public one that production answers to, separated by commas, each with its port if it is not
    80 or 443: what a load balancer's probes name, such as `10.0.0.5:5000`."""
    trusted_proxies: str = "127.0.0.1,::1"
    """Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks separated by commas;
    `unix` for one that comes by a Unix socket. Name all that are chained."""
    mail_host: str = "127.0.0.1"
    """SMTP server that e-mails go through."""
    mail_port: int = field(default=0, metadata=between(0, 65_535))
    """SMTP port; 0 keeps outgoing mail in the database, where the demo shows it."""
    mail_username: str = ""
    """Login at the SMTP server; empty signs in to none."""
    mail_password: str = field(default="", repr=False)
    """Password of that login."""
    mail_tls: bool = False
    """Whether to speak STARTTLS before anything is sent; the server's certificate must then be in order. Production
    needs it for a server on another machine."""
    mail_ca_file: str = ""
    """Certificates of the authorities that the mail server's may come from; empty trusts the system's."""
    mail_from: str = field(
        default="coupon@localhost", metadata=shaped(r"[^@\s]+@[^@\s]+", "an e-mail address")
    )
    """Sender of every e-mail."""
    help_telephone: str = field(default="1301", metadata=shaped(r"[0-9-]{3,12}", "digits, with dashes"))
    """Whom readers call; at the foot of every page, on every page of help, and in sentences."""
    help_email: str = field(
        default="info@sme.go.th", metadata=shaped(r"[^@\s]+@[^@\s]+", "an e-mail address")
    )
    """Whom readers write to; stands beside the telephone."""
    payer_name: str = "สำนักงานส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม"
    """Who pays, as the bank knows it."""
    payer_tax_id: str = field(default="0994000165510", metadata=shaped(r"[0-9]{13}", "13 digits"))
    """13-digit number of the payer."""
    payer_bank_code: str = field(default="006", metadata=shaped(r"[0-9]{3}", "three digits"))
    """Bank of the account that pays from the annual budget: three digits; see core/typed/banks.py."""
    payer_branch: str = field(default="0001", metadata=shaped(r"[0-9]{4}", "four digits"))
    """Its branch, four digits."""
    payer_account: str = field(
        default=DEVELOPMENT_ACCOUNT, metadata=shaped(r"[0-9]{10,15}", "10 to 15 digits")
    )
    """The account that payment files of the annual budget debit (docs/payouts.md)."""
    fund_payer_bank_code: str = field(default="006", metadata=shaped(r"[0-9]{3}", "three digits"))
    """Bank of the account that pays from the SME Promotion Fund."""
    fund_payer_branch: str = field(default="0001", metadata=shaped(r"[0-9]{4}", "four digits"))
    """Its branch, four digits."""
    fund_payer_account: str = field(
        default=DEVELOPMENT_FUND_ACCOUNT, metadata=shaped(r"[0-9]{10,15}", "10 to 15 digits")
    )
    """The account that payment files of the Fund debit: another one than that of the annual budget."""
    batch_three_person_satang: int = field(default=BAHT_500_000, metadata=between(1, 10**14))
    """Above this sum submitter, approver and releaser of a batch are three people (docs/architecture.md#states)."""
    size_tie_break: str = field(default="revenue", metadata=shaped(r"revenue|higher", "revenue or higher"))
    """How headcount and revenue that disagree size an SME: revenue or higher (docs/domain.md#size; OSMEP to confirm)."""
    bank_change_cooling_days: int = field(default=7, metadata=between(0, 365))
    """Days before a changed bank account is paid (docs/architecture.md#terms)."""
    owner_objection_days: int = field(default=7, metadata=between(1, 90))
    """Days in which an owner who is to be replaced, and can still sign in, may object."""
    proposal_minutes: int = field(default=5, metadata=between(1, 60))
    """Minutes in which the SME may consent to a price."""
    acceptance_days: int = field(default=14, metadata=between(1, 365))
    """Days in which the SME accepts a delivery or sends it back."""
    appeal_days: int = field(default=30, metadata=between(15, 365))
    """Days in which a refusal may be appealed."""
    second_factor_waived: bool = False
    """Lets staff in without a second factor. Demo and test worlds only; every page says so."""
    uploads_per_hour: int = field(default=200, metadata=between(1, 10_000))
    """Files that one person may upload within an hour, whether they are taken or not."""
    db_pool_size: int = field(default=8, metadata=between(1, 200))
    """Database connections of one web process."""
    exports_at_once: int = field(default=4, metadata=between(1, 32))
    """How many lists one node sends as CSV at the same time; who asks for one more is asked to come back."""
    export_days: int = field(default=7, metadata=between(1, 90))
    """Days for which a file that was prepared for somebody is kept."""

    @property
    def is_production(self) -> bool:
        """Whether real people's money is behind this process."""
        return self.environment == "production"


def _parse(kind: Any, name: str, text: str) -> Any:
    if kind in ("bool", bool):
        if text.lower() not in {"0", "1", "true", "false"}:
            raise BadSetting(f"{name}: write 1 or 0, not {text!r}")
        return text.lower() in {"1", "true"}
    if kind in ("int", int):
        try:
            return int(text)
        except ValueError:
            raise BadSetting(f"{name}: write a whole number, not {text!r}") from None
    if kind in ("Path", Path):
        return Path(text)
    if kind in ("Keyring", Keyring):
        try:
            return Keyring.parse(text)
        except BadKeys as wrong:
            raise BadSetting(f"{name}: {wrong}") from None
    return text


def listed(text: str) -> list[str]:
    """The parts of a setting that lists several, separated by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks that a list of proxies names, `unix` left out. BadSetting for one that is no network."""
    found = []
    for part in listed(text):
        if part != "unix":
            try:
                found.append(ipaddress.ip_network(part))
            except ValueError:
                raise BadSetting(f"CCS_TRUSTED_PROXIES: {part!r} is no address and no network") from None
    return found


def environment_name(field_name: str) -> str:
    """The environment variable of a setting."""
    return field_name.upper() if field_name.startswith("database_") else f"CCS_{field_name.upper()}"


def load(environ: dict[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings. BadSetting, with every problem, when one cannot be read or is not safe to start with."""
    environ = dict(os.environ) if environ is None else environ
    values: dict[str, Any] = {}
    unread: list[str] = []
    for setting in fields(Settings):
        name = environment_name(setting.name)
        if name in environ:
            try:
                values[setting.name] = _parse(setting.type, name, environ[name])
            except BadSetting as wrong:
                unread.append(str(wrong))
    settings = Settings(**(values | overrides))
    found = [*unread, *_misspelt(environ), *_problems(settings, environ)]
    if found:
        raise BadSetting(*found)
    return settings


def _misspelt(environ: Mapping[str, str]) -> Iterator[str]:
    """Variables with our prefix that nothing reads: who misspells one believes it set."""
    known = {environment_name(setting.name) for setting in fields(Settings)} | OF_THE_TOOLS
    for name in sorted(environ):
        if name.startswith("CCS_") and name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
            yield f"{name}: is not a setting" + (f"; did you mean {near[0]}?" if near else "")


def _outside(number: int, bounds: tuple[int, int]) -> str:
    low, high = bounds
    return "" if low <= number <= high else f"write a number from {low} to {high}, not {number}"


def _absurd(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    """Numbers outside their bounds, and texts that do not have the shape of what they name."""
    for setting in fields(Settings):
        name, value = environment_name(setting.name), getattr(settings, setting.name)
        if "between" in setting.metadata and (wrong := _outside(value, setting.metadata["between"])):
            yield f"{name}: {wrong}"
        pattern, words = setting.metadata.get("shaped", ("", ""))
        if words and not re.fullmatch(pattern, value):
            yield f"{name}: write {words}, not {value!r}"
    for name, bounds in NUMBERS_OF_THE_TOOLS.items():
        text = environ.get(name) or str(bounds[0])
        wrong = (
            _outside(int(text), bounds)
            if re.fullmatch(r"-?[0-9]{1,9}", text)
            else f"write a number, not {text!r}"
        )
        if wrong:
            yield f"{name}: {wrong}"


def _payer_problems(settings: Settings) -> Iterator[str]:
    of_budget = (settings.payer_bank_code, settings.payer_account)
    if of_budget == (settings.fund_payer_bank_code, settings.fund_payer_account):
        yield "CCS_FUND_PAYER_ACCOUNT: the Fund pays from another account than the annual budget"
    if settings.is_production:
        for name, invented in (
            ("payer_account", DEVELOPMENT_ACCOUNT),
            ("fund_payer_account", DEVELOPMENT_FUND_ACCOUNT),
        ):
            if getattr(settings, name) == invented:
                yield f"{environment_name(name)}: production names the account that pays"


def _problems(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    if settings.environment not in ENVIRONMENTS:
        named = f"{settings.environment!r} is not known; " if settings.environment else ""
        yield f"CCS_ENVIRONMENT: {named}name it: {', '.join(ENVIRONMENTS)}"
    yield from _absurd(settings, environ)
    if len(settings.public_host) > 20:
        yield "CCS_PUBLIC_HOST: at most 20 characters fit the QR code"
    for name in ("database_url", "database_owner_url"):
        if not re.match(r"postgres(ql)?://|$", getattr(settings, name)):
            yield f"{environment_name(name)}: write it as postgresql://login@host/database"
    yield from _payer_problems(settings)
    try:
        networks(settings.trusted_proxies)
    except BadSetting as wrong:
        yield str(wrong)
    if settings.is_production:
        keys = {environment_name(name): getattr(settings, name) for name in production.KEYS}
        yield from production.secret_problems(keys)
        yield from production.database_problems(settings.database_url, settings.database_owner_url, environ)
        yield from production.host_problems(settings.public_host, settings.mail_from)
        yield from production.mail_problems(settings.mail_host, settings.mail_port, tls=settings.mail_tls)
        yield from production.catalogue_problems()
        if settings.second_factor_waived:
            yield "CCS_SECOND_FACTOR_WAIVED: never in production"
