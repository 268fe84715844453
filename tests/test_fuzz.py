"""Nothing that a client can send makes the server fail: every route, every method, every role, hostile parameters."""

import os

import pytest
from flask import Flask, got_request_exception
from flask.testing import FlaskClient

from fairapp.core.settings import Settings
from tests.support.fuzz import Case, cases
from tests.support.matrix import ROLES
from tests.support.routes import Values, routes
from tests.support.world import make_admin, make_sides

REQUESTS = int(os.environ.get("FAIRAPP_FUZZ_REQUESTS", "19000"))
SEED = int(os.environ.get("FAIRAPP_FUZZ_SEED", "20261121"))
SHARDS = 8
SIGNED_IN_FOR = 40  # requests; hostile ones sign out, change passwords, leave companies


@pytest.fixture
def accounts_and_values(writing, settings: Settings) -> tuple[dict[str, int], Values]:
    with writing() as session:
        own, _other = make_sides(session, settings)
        return {**own.accounts(), "admin": make_admin(session).id}, own.values


@pytest.mark.timeout(REQUESTS // SHARDS // 10 + 120)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_request_makes_the_server_fail(app: Flask, accounts_and_values, unlimited, run_pending, shard: int):
    run_pending()
    app.config["PROPAGATE_EXCEPTIONS"] = False  # answer as in production
    accounts, values = accounts_and_values
    raised: list[BaseException] = []
    got_request_exception.connect(note := lambda _app, exception, **_: raised.append(exception), app)
    drawn = cases(list(routes(app)), values, seed=SEED * SHARDS + shard)
    failures: dict[str, str] = {}  # one request for each kind
    for number in range(REQUESTS // SHARDS):
        role = ROLES[number // SIGNED_IN_FOR % len(ROLES)]
        if number % SIGNED_IN_FOR == 0:
            client = _client(app, accounts.get(role))
        if failure := _failure(client, case := next(drawn), raised):
            failures.setdefault(failure, f"{role}: {case}")
    got_request_exception.disconnect(note, app)
    assert not failures, "\n".join(f"{failure}\n    {sent}" for failure, sent in failures.items())


def _client(app: Flask, account_id: int | None) -> FlaskClient:
    from tests.support.application import signed_in  # slow import, see conftest

    return signed_in(app, account_id) if account_id else app.test_client()


def _failure(client: FlaskClient, case: Case, raised: list[BaseException]) -> str | None:
    raised.clear()
    response = client.open(case.url, method=case.method, **case.options)
    response.close()
    return None if response.status_code < 500 else f"{response.status_code} {raised!r}"
