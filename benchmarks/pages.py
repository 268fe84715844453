"""What a page costs the processor, beside bare Flask behind the same server in the same run.

Visitors' connections are kept open, as a proxy should: opening one for each request makes everything look equally dear.
"""

import itertools
import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.figures import Figure, Run, middle_ratio, times
from benchmarks.queries import QUERIES, Query
from benchmarks.servers import Server, ask, environment, gunicorn
from benchmarks.world import FIRST_CLUSTER, KINDS, corpus_world

PARAMS = {"contract": "contrat", "department": "dep", "cluster": "cluster"}
PRODUCTION = {
    "FAIRAPP_ENV": "production",
    "FAIRAPP_SECRET_KEY": "only for measuring, on this machine",
    "FAIRAPP_PUBLIC_URL": "https://jobs.example",
    "FAIRAPP_HOSTS": "127.0.0.1",
}
AS_A_BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "fr,en;q=0.7", "Accept": "text/html"}
OFFERS_LOOKED_AT = 40

_fresh = itertools.count()


@dataclass
class Work:
    """Pages asked of one server again and again; `milliseconds` of processor a page, round by round."""

    name: str
    server: Server
    paths: Sequence[str]
    requests: int  # a round
    is_fresh: bool = False  # each time at an address that nobody asked for before
    goal: float | None = None  # times the bare answer
    milliseconds: list[float] = field(default_factory=list)

    def do(self, requests: int | None = None) -> None:
        requests = requests or self.requests
        before = self.server.cpu_seconds()
        done = 0
        while done < requests:
            connection = self.server.connect()  # a new one now and then: the workers share them out
            for path in self.paths[: requests - done]:
                answer = ask(connection, _never_asked_for(path) if self.is_fresh else path, AS_A_BROWSER)
                if answer.status != 200:
                    raise RuntimeError(f"{path}: {answer.status}")
            connection.close()
            done += min(len(self.paths), requests - done)
        self.milliseconds.append((self.server.cpu_seconds() - before) / requests * 1000)


def measure(run: Run) -> list[Figure]:
    rounds = 3 if run.quick else 7
    settings = environment(FAIRAPP_DATA_DIR=corpus_world(run), **PRODUCTION)
    with ExitStack() as running:
        hello = running.enter_context(gunicorn("benchmarks.hello:app", environment(), ready="/"))
        product = running.enter_context(gunicorn("fairapp.app:create_server()", settings, ready="/healthz"))
        bare, *others = all_work = _plan(hello, product)
        for work in all_work:
            work.do(6 * len(work.paths))  # both workers have then seen them all
            work.milliseconds.clear()
        for _ in range(rounds):
            for work in all_work:
                work.do()
    return [
        Figure("bare Flask answer", "", f"{statistics.median(bare.milliseconds):.2f} ms", ratio="1"),
        *(_figure(work, bare) for work in others),
    ]


def _plan(hello: Server, product: Server) -> list[Work]:
    searches, offers = [address(query) for query in QUERIES], _offer_pages(product)
    return [
        Work("bare", hello, ["/"] * 42, 1260),
        Work("results page of the 42 requests, not kept", product, searches, 210, is_fresh=True, goal=12),
        Work("results page of the 42 requests, kept", product, searches, 1260, goal=2.5),
        Work("home, not kept", product, ["/"], 42, is_fresh=True),
        Work("home, kept", product, ["/"] * 42, 420),
        Work("page of an offer, not kept", product, offers, 80, is_fresh=True),
        Work("page of an offer, kept", product, offers, 400),
    ]


def address(query: Query) -> str:
    """Return the results page of a request of the benchmark."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [(PARAMS[name], _value(name, value)) for name, values in query.filters.items() for value in values]
    pairs += [("tri", "date")] if query.by_date else []
    pairs += [("page", str(query.page))] if query.page > 1 else []
    return f"/offres?{urlencode(pairs)}" if pairs else "/offres"


def _value(name: str, value: str) -> str:
    match name:
        case "contract":
            return KINDS[value].value
        case "cluster":
            return str(FIRST_CLUSTER + int(value))
    return value


def _offer_pages(server: Server) -> list[str]:
    """Return the canonical addresses of a few offers."""
    return [server.get(f"/offres/{id}").headers["location"] for id in range(1, OFFERS_LOOKED_AT + 1)]


def _never_asked_for(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}n={next(_fresh)}"


def _figure(work: Work, bare: Work) -> Figure:
    ratio = middle_ratio(work.milliseconds, bare.milliseconds)
    return Figure(
        work.name,
        f"≤ {work.goal:g}× bare" if work.goal else "",
        f"{statistics.median(work.milliseconds):.2f} ms",
        ratio <= work.goal if work.goal else None,
        times(ratio),
    )
