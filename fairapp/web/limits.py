"""How often one may ask: a view says so, a request too many answers 429.

Unsafe requests are counted in SQL (`counts`), so that all workers and machines count together; reads in memory, or in
Redis where there is one (`read_counts`). Flask-Limiter would do the latter, at more than the price of a whole bare
request (110 µs against 90).
"""

import hashlib
import hmac
from collections.abc import Callable
from ipaddress import IPv6Address
from typing import TypeVar, cast

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.settings import Settings
from fairapp.web import counts
from fairapp.web.context import backstage
from fairapp.web.counts import Limit
from fairapp.web.i18n import translate
from fairapp.web.read_counts import ReadCounts

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Key = Callable[[], str | None]  # None: this request is not counted
Declared = tuple[tuple[Limit, Key, str], ...]  # with what is told to who asks too often


def install(app: Flask, settings: Settings) -> None:
    redis = settings.redis_url.get_secret_value() if settings.redis_url else None
    app.extensions["fairapp.read_counts"] = ReadCounts(redis)


def client_address() -> str:
    """Return the visitor's address; a proxy's word counts only behind `FAIRAPP_TRUSTED_PROXIES`."""
    return request.remote_addr or ""


def by_address() -> str:
    """Count per address; of IPv6, per /64, all of whose addresses one subscriber holds."""
    address = client_address()
    if ":" not in address:
        return address
    try:
        whole = IPv6Address(address.partition("%")[0])  # without its interface
    except ValueError:  # a socket's path
        return address
    return str(whole.ipv4_mapped) if whole.ipv4_mapped else whole.exploded[:19]


def by_account() -> str:
    """Count per signed-in account, else per address: inside a fair hundreds share one."""
    return f"account {g.actor.account_id}" if g.actor else by_address()


def by_field(name: str) -> Key:
    """Count per value of a posted field, such as the e-mail that someone signs in with."""
    return lambda: request.form.get(name, "").strip().lower()


def by_link() -> str:
    """Count per mailed link: inside a fair hundreds share one address."""
    return f"mailed link {(request.view_args or {}).get('token')}"


def limited_by_link(view: View) -> View:
    """Limit what is done by a mailed link (`<token>` in the address); made-up links share the count of their address."""
    per_address = limited("1200 per hour", key=by_address, bucket="mailed links")
    return limited("60 per hour", key=by_link)(per_address(view))


def limited(rate: str, *, key: Key, bucket: str = "", told: str = "") -> Callable[[View], View]:
    """Limit the unsafe requests to a view: `limited("10 per 5 minutes", key=by_address)`. Several add up.

    `bucket` lets views share a count; it is the view's name otherwise. `told` is the sentence of the refusal.
    """
    return lambda view: _declare(view, "limits", (_limit(view, rate, bucket), key, told))


def limited_reads(rate: str, *, key: Key = by_address, bucket: str = "") -> Callable[[View], View]:
    """Limit the reads of a view that costs much: `limited_reads("120 per minute")`."""
    return lambda view: _declare(view, "read_limits", (_limit(view, rate, bucket), key, ""))


def _limit(view: Callable[..., ResponseReturnValue], rate: str, bucket: str) -> Limit:
    return Limit.parse(rate, bucket or view.__qualname__[-60:])


def _declare(view: View, name: str, declared: tuple[Limit, Key, str]) -> View:
    setattr(view, name, (*getattr(view, name, ()), declared))
    return view


def spend(rate: str, *, key: str, bucket: str) -> bool:
    """Count what this request really does, in its own transaction; tell whether it is still allowed.

    For keys that anybody may type, such as an address: requests that are refused, or come to nothing, lock nobody out.
    """
    with g.session.begin_nested() as savepoint:
        is_allowed = not counts.hit(g.session, Limit.parse(rate, bucket), _hidden(key), at=now())
        if not is_allowed:
            savepoint.rollback()
    return is_allowed


def check_reads(view: object) -> None:
    """Count this read, and refuse it if it is one too many."""
    declared: Declared = getattr(view, "read_limits", ())
    if declared:
        read_counts = cast(ReadCounts, current_app.extensions["fairapp.read_counts"])
        _refuse_after(max(read_counts.hit(limit, key() or "") for limit, key, _told in declared))


def check(view: object) -> None:
    """Count this unsafe request, and refuse it if it is one too many.

    In a transaction of its own, before the view's: a refused or failed attempt counts too.
    """
    declared: Declared = getattr(view, "limits", ())
    keys = [(limit, _hidden(key), told) for limit, key_of, told in declared if (key := key_of()) is not None]
    if not keys:
        return
    with open_session(backstage().engine) as session:
        waits = ((counts.hit(session, limit, key, at=now()), told) for limit, key, told in keys)
        # Refused by one, it is not counted by the next: made-up keys beside an address add no rows.
        wait, told = next((one for one in waits if one[0]), (0, ""))
        session.commit()
    _refuse_after(wait, told)


def takes(limit: Limit, key: str, *, amount: int) -> bool:
    """Count `amount` of what a request brings, in a transaction of its own; tell whether it is still within `limit`."""
    with open_session(backstage().engine) as session:
        wait = counts.hit(session, limit, _hidden(key), at=now(), amount=amount)
        session.commit()
    return not wait


def _refuse_after(wait: int, told: str = "") -> None:
    if wait:
        raise TooManyRequests(translate(told) if told else None, retry_after=wait)


def _hidden(key: str) -> str:
    """Return what is stored of a key: neither address nor e-mail can be read from it."""
    return hmac.new(str(current_app.secret_key).encode(), key.encode(), hashlib.sha256).hexdigest()
