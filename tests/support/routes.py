"""The URL map as data: every route with its variables, and how to fill them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask

_VARIABLE = re.compile(r"<(?:(?P<converter>[^:<>]+):)?(?P<name>\w+)>")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# (the fixed part of the path before the variable, its name) → what to put there: ("offres", "id") → 12
Values = Mapping[tuple[str, str], object]


@dataclass(frozen=True)
class Route:
    """One path and method that the application answers."""

    endpoint: str
    method: str
    pattern: str

    @property
    def variables(self) -> list[tuple[str, str]]:
        """Name each variable by the fixed part before it, which says what it is: ("pilotage", "slug")."""
        found, before = [], ""
        for segment in self.pattern.split("/"):
            names = [match["name"] for match in _VARIABLE.finditer(segment)]
            found += [(before, name) for name in names]
            before = before if names else segment
        return found

    def path(self, values: Values) -> str:
        """Return the address with its variables filled.

        :raise KeyError: if `values` lacks one.
        """
        return self.fill(lambda variable: values[variable])

    def fill(self, choose: Callable[[tuple[str, str]], object]) -> str:
        chosen = iter([choose(variable) for variable in self.variables])
        return _VARIABLE.sub(lambda _match: quote(str(next(chosen)), safe="/"), self.pattern)


def routes(app: Flask) -> Iterator[Route]:
    """List every route of ours, static files left out."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        if rule.endpoint.rsplit(".", 1)[-1] == "static":
            continue
        for method in METHODS:
            if method in (rule.methods or ()):
                yield Route(rule.endpoint, method, rule.rule)
