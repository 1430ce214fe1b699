"""Kills a verb with SIGKILL before any of its statements, so that a test can look at what is left.

One helper process builds the application once; for each run it forks a child that connects afresh,
runs the verb, and kills itself before the statement asked for leaves. Nothing that the child held –
locks, a half-written transaction, an open connection – survives it.

The verb is named by an importable function `module:function`, called in an application context with
the JSON arguments given.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def settings_of(app: Any) -> dict[str, str]:
    """The settings that another process needs to reach the same database."""
    settings = app.extensions["settings"]
    return {
        "environment": "test",
        "database_url": settings.database_url,
        "database_owner_url": settings.database_owner_url,
        "data_dir": str(settings.data_dir),
    }


@dataclass
class Killer:
    """Runs one verb again and again in children that die; a context manager around the helper process."""

    function: str
    arguments: dict[str, Any]
    settings: dict[str, str]
    _helper: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Killer:
        self._helper = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.faults.driver"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._tell({"function": self.function, "settings": self.settings})
        return self

    def __exit__(self, *_: object) -> None:
        self._helper.communicate(timeout=30)

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._helper.stdin is not None
        self._helper.stdin.write(json.dumps(order) + "\n")
        self._helper.stdin.flush()

    def kill_before(self, statement: int) -> bool:
        """Run the verb and kill it before that statement, 1 being the first; COMMIT counts as one.

        False: the verb has fewer statements, and has run to its end. AssertionError when it failed.
        """
        self._tell({"arguments": self.arguments, "kill_before": statement})
        assert self._helper.stdout is not None
        for line in self._helper.stdout:
            word, _, status = line.partition(" ")
            if word == "ended":
                return self._was_killed(int(status))
        raise AssertionError("the helper process died")

    def _was_killed(self, status: int) -> bool:
        if status not in (0, -signal.SIGKILL):
            raise AssertionError(f"{self.function} failed: see the captured output")
        return status == -signal.SIGKILL


def _serve() -> None:
    import config
    from app import create_app

    start = json.loads(sys.stdin.readline())
    settings = dict(start["settings"], data_dir=Path(start["settings"]["data_dir"]))
    app = create_app(config.load({}, second_factor_waived=True, mail_port=0, **settings))
    module, _, name = start["function"].partition(":")
    verb = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(app, verb, order)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"ended {os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(app: Any, verb: Any, order: dict[str, Any]) -> None:
    """The child: never returns, and runs none of the helper's exit handlers."""
    from core.db import db

    try:
        with app.app_context():
            _watch(db.engine, order["kill_before"])
            verb(**order["arguments"])
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _watch(engine: Any, kill_before: int) -> None:
    """Count every statement and COMMIT before it leaves, and die before the one asked for."""
    from sqlalchemy import event

    sent = [0]

    def note() -> None:
        sent[0] += 1
        if sent[0] == kill_before:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", lambda *_: note())
    event.listen(engine, "commit", lambda _connection: note())


if __name__ == "__main__":
    _serve()


def settings_of(app: Flask) -> dict[str, str]:
    """What another process needs to open the same application: plain values, for they travel as JSON."""
    settings = app.extensions["settings"]
    return {
        "environment": settings.environment,
        "database_url": settings.database_url,
        "database_owner_url": settings.database_owner_url,
        "data_dir": str(settings.data_dir),
    }


@dataclass(frozen=True)
class Verb:
    """A verb named `module:function` with its arguments, to be killed at one place after another."""

    target: str
    arguments: dict[str, Any]
    settings: dict[str, str]

    def kill_before(self, statement: int) -> None:
        """Die before the nth statement; AssertionError when it had fewer, and came to its end."""
        module, _, function = self.target.partition(":")
        verb = getattr(importlib.import_module(module), function)
        assert dies_before(lambda: verb(**self.arguments), statement), (
            f"it has fewer than {statement} statements"
        )
