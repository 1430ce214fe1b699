"""Prices named a second through HTTP: the cashier's form, signed in, with its CSRF token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench import _http, _world


def run() -> dict[str, Any]:
    """Ours and the reference, as _http.py measures them; `statements` per price, all told."""
    with _http.open_bench() as bench:
        return _measured(bench)


def _measured(bench: _http.Bench) -> dict[str, Any]:
    world = _world.fill(bench)
    body = f"service={world['service_id']}&price=42000".encode()
    with bench.app.app_context():
        sessions = [_http.cookie_and_token(bench.app, cashier) for _, cashier, _ in world["clients"]]
        sample = world["clients"][0][2]
        cookie, token = sessions[0]
        statements = _http.heard(
            bench.app,
            lambda client: client.post(
                f"/scan/{sample}/price",
                data=body,
                headers={
                    "Cookie": f"session={cookie}",
                    "X-CSRFToken": token,
                    "User-Agent": _http.AGENT,
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            ),
        )
    thing = f"{world['gap']} + :client_id * {_http.PER_CLIENT} + :n"
    script, constants = _http.pgbench_script(statements, {"scan_id": thing, "coupon_id": thing})

    def sender(first: int, cookie: str, token: str) -> Callable[[int], bytes]:
        return lambda number: _http.request_bytes(f"/scan/{first + number}/price", body, cookie, token)

    senders = [
        sender(first, *session) for (_, _, first), session in zip(world["clients"], sessions, strict=True)
    ]
    return _http.compare(bench, senders, script, constants, len(statements), b"303")
