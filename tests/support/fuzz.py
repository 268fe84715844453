"""Hostile requests, drawn by seed: the same seed sends the same ones."""

import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from fairapp.core.paths import TEMPLATES
from tests.support.routes import Route, Values, Variable

TEXTS = (
    "", " ", "0", "-1", "1", "1e309", "NaN", "inf", "9" * 30, str(2**31), str(2**63), "0x10", "1_000", "٣", "１２", "²",
    "true", "null", "[]", "{}", "undefined", "None", "2026-02-30", "2026-11-21", "0000-00-00", "9999-12-31T23:59:60Z",
    "12:61", "soudeur", "aide soignante", "Aubenas", "07019", "2A004", "07", "permanent", "published", "draft", "on",
    "' OR 1=1 --", '"; DROP TABLE offer; --', "<script>alert(1)</script>", "{{7*7}}", "${jndi:x}", "%s%n", "../../etc/passwd",
    "//evil.example", "https://evil.example/", "javascript:alert(1)", "a@b.fr", "a@b\r\nBcc: c@d.fr", "a\r\nSet-Cookie: x=1",
    "é" * 50, "œ’«»—\u00a0…", "👩‍🏭", "\u202eevil", "\u200b", "\x00", "\x1b[31m", "\ufffe", "ß" * 3, "İ", "ﬁ", "a\u0301" * 40,
    "*a*", "+" * 40, "-" * 40, '"' * 41, '+" -"', "(((((", "a:b", "a~9", "[* TO *]", "^" * 9, "\\", "a " * 60, "x" * 101,
    "x" * 5000, "<b>" * 500, "![](x)" * 300, "[" * 2000, "> " * 1500, "=cmd|' /C calc'!A0", "@SUM(1)",
)  # fmt: skip
RAW = ("%00", "%ff%fe", "%ed%a0%80", "%", "%zz", "%2e%2e%2f", "%c0%af", "+%2B", "%F0%9F%92%A9")  # not valid as text
HEADERS = (
    {}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Target": "results", "HX-Current-URL": "::::"},
    {"HX-Request": "true", "HX-Boosted": "true"}, {"HX-Prompt": "é" * 300}, {"Accept": "application/json"},
    {"Accept": ";;q=,,"}, {"Accept-Language": "xx;q=nan,*;q=9"}, {"Accept-Language": "en"}, {"Range": "bytes=9-1"},
    {"If-None-Match": '"' * 9}, {"If-None-Match": "*"}, {"If-Modified-Since": "yesterday"}, {"Origin": "null"},
    {"Cookie": "session=" + "a" * 43}, {"Cookie": "session=\xe9; csrf_token=;;;=;"}, {"X-Forwarded-For": "x, ::1,"},
    {"Referer": "http://[::"}, {"Sec-Fetch-Site": "cross-site"}, {"Content-Type": "text/plain; charset=utf-7"},
    {"Content-Type": "multipart/form-data"}, {"Authorization": "Basic ===="}, {"User-Agent": "\x7f" * 400},
)  # fmt: skip
EXTRA_FIELDS = (
    "q", "page", "per_page", "sort", "contract", "department", "commune", "radius", "cluster", "shared", "next", "csrf_token",
    "version", "id", "since", "until", "company", "salary", "remote", "lang", "theme", "token", "email", "password", "file",
)  # fmt: skip
_FIELD = re.compile(r"""\bname=["']([\w.-]+)["']""")
FILES = (
    b"", b"\x00" * 900, b"%PDF-1.7\n%%EOF", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"GIF89a\xff\xff\xff\xff", b"<svg onload='x'/>",
    b"PK\x03\x04" + b"\x00" * 60, b"title;company\n\"unclosed", b"\xff\xfe\x00", b"[" * 5000, b'{"id": 1e999}\n[]\nnull\n',
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "titre,société\né,".encode("utf-16"),
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One request, ready for Werkzeug's client."""

    method: str
    url: str
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.url[:300]} {repr(self.options)[:600]}"


@cache
def field_names() -> tuple[str, ...]:
    """List every input name of the templates, and some that they do not have."""
    found = {name for page in TEMPLATES.rglob("*.html") for name in _FIELD.findall(page.read_text())}
    return tuple(sorted(found | set(EXTRA_FIELDS)))


def cases(routes: list[Route], values: Values, *, seed: int) -> Iterator[Case]:
    """Draw requests without end: mostly real paths with hostile parameters, some paths hostile themselves."""
    draw = Draw(random.Random(seed), values)
    while True:
        yield draw.case(draw.random.choice(routes))


@dataclass(frozen=True)
class Draw:
    """One seeded source of everything that a request is made of."""

    random: random.Random
    values: Values

    def case(self, route: Route) -> Case:
        path = route.fill(lambda variable: self._variable(route, variable))
        if self.random.random() < 0.05:
            path += self.random.choice(("/", "//", "/..", "%00", ";x", ".json"))
        path = "/" + path.lstrip("/")  # two slashes would name a host
        options: dict[str, Any] = {"headers": dict(self.random.choice(HEADERS))}
        if route.method != "GET":
            options |= self._body()
        return Case(route.method, path + self._query(), options)

    def _variable(self, route: Route, variable: Variable) -> object:
        if self.random.random() < 0.7:
            return route.value(variable, self.values)
        return self.random.choice(TEXTS)[:200] or "x"

    def text(self) -> str:
        return self.random.choice(TEXTS)

    def _pairs(self, most: int) -> list[tuple[str, str]]:
        names = field_names()
        return [(self.random.choice(names), self.text()) for _ in range(self.random.randint(0, most))]

    def _query(self) -> str:
        if self.random.random() < 0.3:
            return ""
        parts = [f"{quote(name)}={quote(value)}" for name, value in self._pairs(4)]
        if self.random.random() < 0.15:
            parts.append(f"{self.random.choice(field_names())}={self.random.choice(RAW)}")
        return "?" + "&".join(parts)

    def _body(self) -> dict[str, Any]:
        kind = self.random.choice(("form", "form", "form", "full form", "multipart", "json", "raw", "nothing"))
        if kind == "form":
            return {"data": _many(self._pairs(12))}
        if kind == "full form":
            return {"data": {name: self.text()[:300] for name in field_names()}}
        if kind == "multipart":
            upload = (io.BytesIO(self.random.choice(FILES)), self.text()[:80] or "f", "image/png")
            return {"data": {**_many(self._pairs(4)), self.random.choice(("file", "logo")): upload}}
        if kind == "json":
            return {"data": self._json(), "content_type": "application/json"}
        if kind == "raw":
            return {"data": self.random.choice(FILES), "content_type": "application/x-www-form-urlencoded"}
        return {}

    def _json(self) -> str:
        document = json.dumps(dict(self._pairs(5)))
        return self.random.choice((document, document[:-1], "[" * 3000, "nul", "", '"\\ud800"', "1e999", "[NaN]"))


def _many(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped
