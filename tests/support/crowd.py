"""Many people at once, over HTTP: real connections, cookies and form tokens, each from an address of its own."""

import http.client
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

_HIDDEN = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass
class Visitor:
    """One browser, as far as a form needs one."""

    port: int
    address: str  # as the proxy in front would tell it
    cookies: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)  # the hidden fields of the last page

    def get(self, path: str) -> int:
        return self._ask("GET", path, None)

    def post(self, path: str, pairs: Iterable[tuple[str, str]]) -> int:
        """Send a form with the token of the last page; return the status."""
        token = [("csrf_token", self.form["csrf_token"])] if "csrf_token" in self.form else []
        return self._ask("POST", path, urlencode([*pairs, *token]))

    def _ask(self, method: str, path: str, body: str | None) -> int:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": self.address,
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := hidden_fields(text):
            self.form |= found
        return answer.status


def hidden_fields(html: str) -> dict[str, str]:
    """Return the hidden fields of a page; of several with one name, the last."""
    inputs = (dict(_ATTRIBUTE.findall(tag)) for tag in _HIDDEN.findall(html))
    return {one["name"]: one.get("value", "") for one in inputs if one.get("type") == "hidden" and "name" in one}


def crowd(act: Callable[[Asked], Answered], asked: Sequence[Asked], *, at_once: int = 64) -> list[Answered]:
    """Let `at_once` threads do all of them; the first exception ends the test."""
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(act, asked))
