"""« Nothing changed », said before Flask: open pages ask it every few seconds, and Flask would be most of the price."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EXTENSION = "fairapp.quick"

Unchanged = Callable[[str, str], bool]  # of a path and its query, as it was sent


class QuickAnswers:
    """Answers 204 where the reader already has what there is; hands everything else on.

    It names nobody and reads nothing but memory: no host, no cookie, no right is looked at.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self.endings: dict[str, Unchanged] = {}  # of paths

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        unchanged = self.endings.get(path[path.rfind("/") :])
        if unchanged and environ["REQUEST_METHOD"] == "GET" and unchanged(path, environ.get("QUERY_STRING", "")):
            start_response("204 NO CONTENT", [])
            return ()
        return self._app(environ, start_response)


def install(app: Flask) -> None:
    app.extensions[EXTENSION] = QuickAnswers(app.wsgi_app)
    app.wsgi_app = app.extensions[EXTENSION]  # type: ignore[method-assign]


def offer(app: Flask, ending: str, unchanged: Unchanged) -> None:
    """Let `unchanged` answer for paths that end in `/ending`, where it can."""
    answers: QuickAnswers = app.extensions[EXTENSION]
    answers.endings[f"/{ending}"] = unchanged
