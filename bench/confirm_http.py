"""Consents a second through HTTP: the SME's tap, signed in, with its CSRF token and its idempotency key, in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench import _http, _world


def run() -> dict[str, Any]:
    """Ours and the reference, as _http.py measures them; `statements` per consent, all told."""
    with _http.open_bench() as bench:
        return _measured(bench)


def _measured(bench: _http.Bench) -> dict[str, Any]:
    world = _world.fill(bench)
    with bench.app.app_context():
        sessions = [_http.cookie_and_token(bench.app, owner) for owner, _, _ in world["clients"]]
        sample = world["clients"][0][2]
        cookie, token = sessions[0]
        statements = _http.heard(
            bench.app,
            lambda client: client.post(
                f"/proposals/{sample}/consent",
                headers={
                    "Accept": "application/json",
                    "Idempotency-Key": "sample",
                    "Cookie": f"session={cookie}",
                    "X-CSRFToken": token,
                    "User-Agent": _http.AGENT,
                },
            ),
        )
    thing = f"{world['gap']} + :client_id * {_http.PER_CLIENT} + :n"
    script, constants = _http.pgbench_script(
        statements, {"proposal_id": thing, "coupon_id": thing, "key": "random(1, 9000000000000000)"}
    )

    def sender(first: int, cookie: str, token: str) -> Callable[[int], bytes]:
        return lambda number: _http.request_bytes(
            f"/proposals/{first + number}/consent", b"", cookie, token, **{"Idempotency-Key": _http.key()}
        )

    senders = [
        sender(first, *session) for (_, _, first), session in zip(world["clients"], sessions, strict=True)
    ]
    return _http.compare(bench, senders, script, constants, len(statements), b"200")
