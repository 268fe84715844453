"""What a page costs the processor, beside bare Flask behind the same server in the same run."""

import statistics
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.figures import Figure, middle_ratio
from benchmarks.queries import QUERIES, Query
from benchmarks.servers import Server, ask, environment, gunicorn
from benchmarks.world import FIRST_CLUSTER, KINDS, corpus_world, fairapp

ROUNDS = 5
OFFERS = 100_000
PARAMS = {"contract": "contrat", "department": "dep", "cluster": "cluster"}
PRODUCTION = {
    "FAIRAPP_ENV": "production",
    "FAIRAPP_SECRET_KEY": "only for measuring, on this machine",
    "FAIRAPP_PUBLIC_URL": "https://jobs.example",
    "FAIRAPP_HOSTS": "127.0.0.1",
    "FAIRAPP_LOG_LEVEL": "info",
}
AS_A_BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "fr,en;q=0.7", "Accept": "text/html"}

Rounds = dict[str, list[float]]


def measure(*, quick: bool = False, folder: Path) -> list[Figure]:
    rounds, repeats = (3, 3) if quick else (ROUNDS, 12)
    data = corpus_world(folder, OFFERS)
    settings = environment(FAIRAPP_DATA_DIR=data, **PRODUCTION)
    with ExitStack() as running:
        hello = running.enter_context(gunicorn("benchmarks.hello:app", environment(), ready="/"))
        cached = running.enter_context(_product(settings))
        uncached = running.enter_context(_product(settings | {"FAIRAPP_CACHED_PAGES": "0"}))
        searches = [address(query) for query in QUERIES]
        work = {
            "hello": (hello, ["/"] * len(searches)),
            "results page, uncached": (uncached, searches),
            "results page, cached": (cached, searches),
            "home, uncached": (uncached, ["/"] * 10),
            "home, cached": (cached, ["/"] * len(searches)),
            "offer, uncached": (uncached, offer_pages(uncached)),
            "offer, cached": (cached, offer_pages(cached)),
        }
        for server, paths in work.values():
            _spend(server, paths, 6)  # both workers of each have then seen them all
        times: Rounds = {name: [] for name in work}
        for _ in range(rounds):
            for name, (server, paths) in work.items():
                times[name].append(_spend(server, paths, repeats * (10 if "uncached" not in name else 1)))
    return list(_figures(times))


def address(query: Query) -> str:
    """Return the results page of a query of the benchmark."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [(PARAMS[name], _value(name, value)) for name, values in query.filters.items() for value in values]
    pairs += [("tri", "date")] if query.by_date else []
    pairs += [("page", str(query.page))] if query.page > 1 else []
    return f"/offres?{urlencode(pairs)}" if pairs else "/offres"


def offer_pages(server: Server) -> list[str]:
    """Return the canonical addresses of a few offers."""
    return [server.get(f"/offres/{id}").headers["location"] for id in range(1, 21)]


def _product(settings: Mapping[str, str]) -> Server:
    return gunicorn("fairapp.app:create_app()", dict(settings), ready="/healthz")


def _value(name: str, value: str) -> str:
    match name:
        case "contract":
            return KINDS[value].value
        case "cluster":
            return str(FIRST_CLUSTER + int(value))
    return value


def _spend(server: Server, paths: Sequence[str], repeats: int) -> float:
    """Return the processor milliseconds that a request takes on average."""
    before = server.cpu_seconds()
    for _ in range(repeats):
        connection = server.connect()  # another one each time: workers share them out
        for path in paths:
            answer = ask(connection, path, AS_A_BROWSER)
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
        connection.close()
    return (server.cpu_seconds() - before) / (repeats * len(paths)) * 1000
