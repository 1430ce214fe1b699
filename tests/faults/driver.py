"""Kills a verb before any of its statements, or races it against itself in processes of their own.

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
    settings = app.installation.settings
    return {
        "environment": "test",
        "database_url": settings.database_url,
        "database_owner_url": settings.database_owner_url,
        "data_dir": str(settings.data_dir),
    }


@dataclass
class Killer:
    """A process that runs one verb again and again, in children that die or that race; a context manager."""

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

    def race(self, *field: dict[str, Any]) -> list[str]:
        """Run the verb once for each of these arguments, all in processes of their own and at once; their answers."""
        self._tell({"race": list(field)})
        assert self._helper.stdout is not None
        for line in self._helper.stdout:
            word, _, answers = line.partition(" ")
            if word == "raced":
                told: list[str] = json.loads(answers)
                return told
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
        if "race" in order:
            _race(app, verb, order["race"])
            continue
        child = os.fork()
        if child == 0:
            _run(app, verb, order)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"ended {os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _race(app: Any, verb: Any, field: list[dict[str, Any]]) -> None:
    """Fork a child for each, hold all at one gate, open it, and tell each one's answer in the order given."""
    gate, opener = os.pipe()
    lanes = []
    for arguments in field:
        answer, teller = os.pipe()
        if os.fork() == 0:
            os.close(opener)
            _run_race(app, verb, arguments, gate, teller)
        os.close(teller)
        lanes.append(answer)
    os.close(opener)
    answers = []
    for answer in lanes:
        with os.fdopen(answer) as told:
            answers.append(told.read())
    os.close(gate)
    for _ in field:
        os.wait()
    sys.stdout.write(f"raced {json.dumps(answers)}\n")
    sys.stdout.flush()


def _run_race(app: Any, verb: Any, arguments: dict[str, Any], gate: int, teller: int) -> None:
    """One child: connects first, so that nothing but the verb is left to do once the gate opens."""
    from sqlalchemy import text

    from core.db import db

    try:
        with app.app_context():
            db.session.execute(text("SELECT 1"))
            db.session.rollback()
            os.read(gate, 1)
            os.write(teller, str(verb(**arguments)).encode())
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


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
