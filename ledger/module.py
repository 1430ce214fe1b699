"""What the ledger brings to the whole."""

from __future__ import annotations

from ledger import checks, cli, jobs, labels, models
from web.module import Module

MODULE = Module(
    "ledger",
    labels=labels.LABELS,
    tasks=jobs.TASKS,
    checks=checks.OWN,
    sealed=models.SEALED,
    cli=(cli.ledger,),
)
