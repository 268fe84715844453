"""Figures for Prometheus: requests by route and status, and how long they take.

Each process counts for itself: without more, a scrape sees the one that answers. With PROMETHEUS_MULTIPROC_DIR (an empty
folder) in the environment before the start, the answer sums up all of them.
"""

import os
import time

from flask import Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

registry = CollectorRegistry()
requests = Counter("fairapp_requests", "Requests answered", ["method", "route", "status"], registry=registry)
durations = Histogram("fairapp_request_seconds", "Time to answer", ["route"], buckets=BUCKETS, registry=registry)


def exposition() -> bytes:
    """Return all figures in the text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(registry)
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def count(response: Response) -> Response:
    route = request.endpoint or "none"  # not the path: strangers choose paths
    requests.labels(request.method, route, str(response.status_code)).inc()
    if "started" in g:
        durations.labels(route).observe(time.perf_counter() - g.started)
    return response
