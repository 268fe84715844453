"""`fairapp serve` (web and worker together) and `fairapp worker`."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

import click

from fairapp.cli.context import application, bare_engine, search_index, settings
from fairapp.core import migrate
from fairapp.core.errors import CommandError
from fairapp.core.settings import LOOPBACK
from fairapp.web.logs import configure as configure_logs
from fairapp.wiring import make_worker

GUNICORN = (
    "--worker-class", "gthread", "--max-requests", "5000", "--max-requests-jitter", "500",
    "--no-control-socket", "--preload", "--graceful-timeout", "10", "--log-level", "warning",
)  # fmt: skip
RESTART_SECONDS = 1.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Servir le site et exécuter les tâches, sur une machine."""
    if settings().demo and host not in LOOPBACK:
        raise CommandError("FAIRAPP_DEMO=1 n’écoute que sur cette machine (127.0.0.1).")
    migrate.upgrade(bare_engine())
    bare_engine().dispose()
    click.echo(f"http://{host}:{port}")
    sys.exit(_supervise(_web_command(host, port), [sys.executable, "-m", "fairapp", "worker"]))


@click.command()
def worker() -> None:
    """Exécuter les tâches de fond et tenir l’index à jour, jusqu’à l’arrêt."""
    configure_logs(settings().log_level)
    app = application()
    running = make_worker(app.extensions["fairapp"].engine)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: running.stopping.set())
    search_index().start_following()
    with app.app_context():
        running.run_forever()


def _web_command(host: str, port: int) -> list[str]:
    shared_memory = ["--worker-tmp-dir", "/dev/shm"] if os.path.isdir("/dev/shm") else []  # noqa: S108 - heartbeat files
    sizes = ["--workers", str(settings().web_processes), "--threads", str(settings().threads)]
    return [
        sys.executable, "-m", "gunicorn", *GUNICORN, *sizes, *shared_memory,
        "--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "fairapp.app:create_app()",
    ]  # fmt: skip


def _supervise(web_command: list[str], worker_command: list[str]) -> int:
    """Run both until the web server ends or we are told to stop; a worker that dies is started again."""
    children = {"web": subprocess.Popen(web_command), "worker": subprocess.Popen(worker_command)}
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopping and children["web"].poll() is None:
        time.sleep(0.2)
        if not stopping and children["worker"].poll() is not None:
            time.sleep(RESTART_SECONDS)
            children["worker"] = subprocess.Popen(worker_command)
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        child.wait(timeout=20)
    return 0 if stopping else int(children["web"].returncode or 0)


COMMANDS = (serve, worker)
