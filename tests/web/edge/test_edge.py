"""Who asks, by way of which proxies, and for which host."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from flask import Flask

import config
from web.edge.edge import Edge, client_of

OURS = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1")]


def trusted(address: Any) -> bool:
    return any(address in network for network in OURS)


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7, 10.1.1.1", "203.0.113.7"),
        ("10.1.1.1, 10.1.1.2", "10.1.1.1"),
        ("203.0.113.7:4711, 10.1.1.1", "203.0.113.7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, nonsense, 10.1.1.1", "10.1.1.1"),
        ("unknown", "10.0.0.1"),
        ("", "10.0.0.1"),
        (", ".join(["10.9.9.9"] * 500), "10.9.9.9"),
    ],
)
def test_the_client_is_the_last_that_no_trusted_proxy_is(chain: str, client: str) -> None:
    assert client_of("10.0.0.1", chain, trusted) == client


def asked(environ: dict[str, Any], **changes: Any) -> tuple[int, dict[str, Any]]:
    """The status, and the environment that the application saw (empty if it saw none)."""
    seen: dict[str, Any] = {}
    told: list[str] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.update(environ)
        start_response("200 OK", [])
        return []

    settings = config.Settings(environment="production", public_host="COUPON.SME.GO.TH", **changes)
    edge = Edge(application, settings)
    given = {"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "HTTP_HOST": "coupon.sme.go.th"} | environ
    list(edge(given, lambda status, _headers: told.append(status)))
    return int(told[0][:3]), seen


def test_reports_are_taken_out_once_read() -> None:
    reports = {
        "HTTP_X_FORWARDED_FOR": "203.0.113.7",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PREFIX": "/evil",
        "HTTP_X_REAL_IP": "1.2.3.4",
        "HTTP_FORWARDED": "for=1.2.3.4",
    }
    _status, seen = asked(dict(reports))
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("203.0.113.7", "https")
    assert not seen.keys() & reports.keys()
    _status, seen = asked({**reports, "REMOTE_ADDR": "192.0.2.1"})
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("192.0.2.1", "http")
    assert not seen.keys() & reports.keys()


def test_a_unix_socket_is_trusted_only_when_named() -> None:
    socket = {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    assert asked(socket)[1]["REMOTE_ADDR"] == ""
    assert asked(socket, trusted_proxies="unix")[1]["REMOTE_ADDR"] == "203.0.113.7"


@pytest.mark.parametrize(
    ("host", "status"),
    [("coupon.sme.go.th", 200), ("10.0.0.5:5000", 200), ("10.0.0.5", 400), ("", 400), ("evil.example", 400)],
)
def test_further_hosts_are_a_setting(host: str, status: int) -> None:
    assert asked({"HTTP_HOST": host}, extra_hosts="10.0.0.5:5000")[0] == status


def test_a_network_that_is_none_is_a_bad_setting() -> None:
    with pytest.raises(config.BadSetting, match="CCS_TRUSTED_PROXIES"):
        config.load({"CCS_TRUSTED_PROXIES": "the proxy"})


def test_a_template_knows_what_all_know_in_one_dict_and_keeps_its_own(app: Flask) -> None:
    """One dict: Jinja reads it whole at every import, and a chain of two is read by Python code."""
    known = app.jinja_env.from_string("{{ own }}", globals={"own": 1}).globals
    assert type(known) is dict
    assert known == app.jinja_env.globals | {"own": 1}
    assert "own" not in app.jinja_env.globals
