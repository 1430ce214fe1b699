"""How gunicorn serves the application: `gunicorn "app:create_app()"`. Every number can be overridden on its command line."""

import gc
import os
import tempfile
from pathlib import Path

bind = f"127.0.0.1:{os.environ.get('PORT', '5000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "web.edge.serving.Worker"  # no thread waits for a client
threads = 4  # for pages
worker_connections = 400  # of one process; below the files that a process may usually open
sendfile = False  # else an answer would be sent past the worker
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None  # the application writes one line a request, without paths and so without codes
forwarded_allow_ips = (
    ""  # what a proxy reports is read in one place: web/edge/edge.py, by CCS_TRUSTED_PROXIES
)
forwarder_headers = ""

if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="ccs-metrics-")


def on_starting(server):  # noqa: ARG001 - gunicorn's signature
    """Begin with no counters of an earlier run."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()


def when_ready(server):  # noqa: ARG001 - gunicorn's signature
    """What is loaded by now stays: workers share its pages, and the collector need not walk it in each of them.

    The holidays of this year and the next are read here: the first reading takes some 0.4 s, which no request waits for.
    """
    from core.calendar.due import official_holidays
    from core.clock import bangkok_date, now

    year = bangkok_date(now()).year
    for each in (year, year + 1):
        official_holidays(each)
    gc.collect()
    gc.freeze()


def child_exit(server, worker):  # noqa: ARG001 - gunicorn's signature
    """Take a process that ended out of the gauges that count living ones."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
