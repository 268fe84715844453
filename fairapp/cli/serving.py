"""`fairapp serve` (web and worker together) and `fairapp worker`."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from fairapp.app import follow_changes, read_ahead, services_of
from fairapp.cli.context import application, bare_engine, settings
from fairapp.core import migrate
from fairapp.core.errors import CommandError
from fairapp.core.settings import LOOPBACK
from fairapp.web.logs import configure as configure_logs
from fairapp.wiring import make_worker

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where gunicorn's heartbeats cost no disk
RESTART_SECONDS = 1.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Servir le site et exécuter les tâches, sur une machine."""
    if host in LOOPBACK and os.environ.get("FAIRAPP_ENV") != "production":  # letters and codes lead to this very port
        os.environ.setdefault("FAIRAPP_PUBLIC_URL", f"http://{host}:{port}")
    if settings().demo and host not in LOOPBACK:
        raise CommandError("FAIRAPP_DEMO=1 n’écoute que sur cette machine (127.0.0.1).")
    configure_logs(settings().log_level)
    migrate.upgrade(bare_engine())
    app = application()  # loaded once: both children are forks of this process
    read_ahead(app)
    click.echo(f"http://{host}:{port}")
    sys.exit(_supervise(lambda: _Web(app, _options(host, port)).run(), lambda: _work(app)))


@click.command()
def worker() -> None:
    """Exécuter les tâches de fond et tenir l’index à jour, jusqu’à l’arrêt."""
    configure_logs(settings().log_level)
    _work(application())


def _work(app: Flask) -> None:
    running = make_worker(app.extensions["fairapp"].engine)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: running.stopping.set())
    follow_changes(services_of(app), warm=False)
    with app.app_context():
        running.run_forever()


class _Web(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """gunicorn around an application that is already loaded."""

    def __init__(self, app: Flask, options: dict[str, object]) -> None:
        self._app, self._options = app, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def _options(host: str, port: int) -> dict[str, object]:
    """The figures of the deployment page; the Procfile says the same."""
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "worker_class": "gthread",
        "workers": settings().web_processes,
        "threads": settings().threads,
        "max_requests": 5000,
        "max_requests_jitter": 500,
        "graceful_timeout": 10,
        "control_socket_disable": True,
        "preload_app": True,
        "loglevel": "warning",
        "worker_tmp_dir": str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None,
    }


def _supervise(web: Callable[[], None], work: Callable[[], None]) -> int:
    """Run both until the web server ends or we are told to stop; a worker that dies is started again."""
    web_pid, worker_pid = _fork(web), _fork(work)
    told: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    ended: dict[int, int] = {}
    while not told and web_pid not in ended:
        time.sleep(0.2)
        ended |= _reap(web_pid, worker_pid)
        if not told and worker_pid in ended:
            time.sleep(RESTART_SECONDS)
            worker_pid = _fork(work)
    for pid in {web_pid, worker_pid} - set(ended):
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
    return 0 if told else ended[web_pid]


def _fork(run: Callable[[], None]) -> int:
    """Run in a child process; nothing of the parent's clean-up runs there."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        run()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    finally:
        os._exit(code)


def _reap(*pids: int) -> dict[int, int]:
    """Return the exit codes of those children that have ended."""
    ended = {}
    for pid in pids:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            ended[pid] = os.waitstatus_to_exitcode(status)
    return ended


COMMANDS = (serve, worker)
