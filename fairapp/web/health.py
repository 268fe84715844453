"""Is the process alive, is it ready for visitors, and how much does it do."""

import hmac
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import structlog
from flask import Blueprint, Flask, Response, abort, current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, text
from sqlmodel import Session

from fairapp.core.db import open_session
from fairapp.core.settings import Settings
from fairapp.web import metrics
from fairapp.web.access import public
from fairapp.web.context import backstage
from fairapp.web.limits import limited_reads

LOCK_SECONDS = 1.0
DISK_MB = 500  # with less, people are warned
UPLOADS_MB = 200  # with less, no file is taken from visitors: the rest is for what the site itself must write
SQLITE = (3, 51, 3)  # before it, a WAL reset could corrupt the file

log = structlog.get_logger(__name__)
bp = Blueprint("health", __name__)


@dataclass(frozen=True)
class Check:
    """How one part does: not `ok` takes the process out of service, a `warning` is for people."""

    ok: bool
    detail: str = ""
    warning: str = ""


Inspect = Callable[[Session], Check]


def install(app: Flask, settings: Settings, checks: Mapping[str, Inspect]) -> None:
    app.extensions["fairapp.health"] = (settings, checks)
    app.register_blueprint(bp)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public
@limited_reads("300 per minute")
def readyz() -> ResponseReturnValue:
    results = inspect_all()
    ready = all(check.ok for check in results.values())
    told = asdict if _is_monitor() else _without_details
    body = jsonify({"ready": ready, "checks": {name: told(check) for name, check in results.items()}})
    return make_response(body, 200 if ready else 503)


@bp.get("/metrics")
@public
def show_metrics() -> ResponseReturnValue:
    if not _is_monitor():
        abort(404)
    return Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


def _is_monitor() -> bool:
    """Tell whether the request carries `FAIRAPP_METRICS_TOKEN`."""
    settings: Settings = current_app.extensions["fairapp.health"][0]
    expected = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def _without_details(check: Check) -> dict[str, bool]:
    return {"ok": check.ok, "warning": bool(check.warning)}


def inspect_all() -> dict[str, Check]:
    """Run every check; one that fails to run counts as not ok."""
    settings, checks = current_app.extensions["fairapp.health"]
    engine = backstage().engine
    results = {"database": check_write_lock(engine), "disk": check_disk(settings)}
    if not results["database"].ok:
        return results
    with open_session(engine, read_only=True) as session:
        if settings.is_sqlite:
            results["sqlite"] = check_sqlite(session)
        for name, inspect in checks.items():
            results[name] = _run(name, inspect, session)
    return results


def _run(name: str, inspect: Inspect, session: Session) -> Check:
    try:
        return inspect(session)
    except Exception:  # a check must not take the page down that tells about it
        log.exception("readyz.failed", check=name)
        return Check(ok=False, detail="error")


def check_write_lock(engine: Engine) -> Check:
    """Take the write lock, within a second."""
    outcome: list[str] = []

    def take() -> None:
        try:
            with open_session(engine):
                outcome.append("")
        except Exception as error:  # told in the answer
            outcome.append(type(error).__name__)

    thread = threading.Thread(target=take, name="readyz", daemon=True)
    thread.start()
    thread.join(LOCK_SECONDS)
    if not outcome:
        return Check(ok=False, detail="no write lock within 1 s")
    return Check(ok=not outcome[0], detail=outcome[0])


def check_disk(settings: Settings) -> Check:
    free_mb = _free_mb(settings)
    return Check(ok=free_mb > 20, detail=f"{free_mb} MB free", warning="disk nearly full" if free_mb < DISK_MB else "")


def has_room_for_uploads() -> bool:
    """Tell whether a visitor's file may still be kept."""
    settings: Settings = current_app.extensions["fairapp.health"][0]
    return _free_mb(settings) >= UPLOADS_MB


def _free_mb(settings: Settings) -> int:
    return shutil.disk_usage(settings.data_dir).free // 2**20


def check_sqlite(session: Session) -> Check:
    version = str(session.execute(text("SELECT sqlite_version()")).scalar_one())
    old = tuple(int(part) for part in version.split(".")) < SQLITE
    return Check(ok=True, detail=version, warning="SQLite before 3.51.3 may corrupt a WAL database" if old else "")
