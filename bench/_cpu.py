"""The CPU-seconds of an embedded server, all its processes together."""

from __future__ import annotations

import psutil

from core.database import embedded, postmaster


def server_seconds(server: embedded.EmbeddedServer) -> float:
    """What the server has computed since it started: those of its processes that ended and those that run."""
    process = postmaster.find(server.folder)
    if process is None:
        raise RuntimeError(f"no server runs on {server.folder}")
    ended = process.cpu_times()
    seconds = ended.user + ended.system + ended.children_user + ended.children_system
    for each in process.children():
        try:
            running = each.cpu_times()
        except psutil.NoSuchProcess:  # it ended just now
            continue
        seconds += running.user + running.system
    return seconds
