"""Real servers to measure: gunicorn with the options of the Procfile, its processor time read from /proc."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 60.0


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Server:
    """A process of ours that answers HTTP; use it with `with`."""

    def __init__(self, command: list[str], *, port: int, env: dict[str, str], ready: str) -> None:
        self.port = port
        self._command, self._env, self._ready = command, env, ready
        self._process: subprocess.Popen[bytes] | None = None
        self.started_in = 0.0  # seconds until it answered

    def __enter__(self) -> Self:
        began = time.perf_counter()
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        try:
            while not self._answers():
                if self._process.poll() is not None or time.perf_counter() - began > PATIENCE_SECONDS:
                    raise RuntimeError(f"no answer from {shlex.join(self._command)}")
                time.sleep(0.01)
        except BaseException:
            self._stop()
            raise
        self.started_in = time.perf_counter() - began
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def connect(self) -> HTTPConnection:
        return HTTPConnection(HOST, self.port, timeout=30)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask once, on a connection of its own."""
        connection = self.connect()
        try:
            return ask(connection, path, headers)
        finally:
            connection.close()

    def cpu_seconds(self) -> float:
        """Return the processor time that the server and its workers, those that have ended included, took so far."""
        assert self._process is not None
        return sum(_cpu_seconds(pid) for pid in _family(self._process.pid))

    def _answers(self) -> bool:
        try:
            return self.get(self._ready).status == 200
        except (OSError, HTTPException):
            return False

    def _stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def ask(connection: HTTPConnection, path: str, headers: dict[str, str] | None = None) -> Answer:
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def gunicorn(application: str, env: dict[str, str], *, ready: str) -> Server:
    """Serve `application` as the Procfile serves the product."""
    port = free_port()
    options = procfile_options()
    options[options.index("--bind") + 1] = f"{HOST}:{port}"
    return Server([sys.executable, "-m", "gunicorn", *options, application], port=port, env=env, ready=ready)


def fairapp_serve(env: dict[str, str], *, ready: str = "/healthz") -> Server:
    """The command that starts web and worker together."""
    port = free_port()
    return Server([sys.executable, "-m", "fairapp", "serve", "--port", str(port)], port=port, env=env, ready=ready)


def procfile_options() -> list[str]:
    """Return gunicorn's options in the Procfile, without the name of the application."""
    line = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:"))
    return shlex.split(line)[2:-1]


def environment(**settings: object) -> dict[str, str]:
    """Return the environment of a server: none of FAIRAPP_* but `settings`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAIRAPP_")}
    return kept | {name: str(value) for name, value in settings.items()}


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _cpu_seconds(pid: int) -> float:
    """utime + stime + those of children that were waited for: fields 14 to 17 of proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS
