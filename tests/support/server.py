"""The product as its users run it: a process of its own, a port of its own, a data folder of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

READY_WITHIN = 60  # seconds; the first start of an empty folder prepares it
PATIENCE = 60  # seconds for one answer: tests look for what hangs, the bench looks for what is slow
ROOT = Path(__file__).parents[2]
FAIRAPP = (sys.executable, "-m", "fairapp")  # run in ROOT: the code of this very checkout
# A server of the tests says nothing of the developer's own settings.
INHERITED = {name: value for name, value in os.environ.items() if not name.startswith("FAIRAPP_")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fairapp(*arguments: str | Path, data_dir: Path, check: bool = True, **env: str) -> subprocess.CompletedProcess[str]:
    """Run one `fairapp …` command in `data_dir`, as a person at a terminal would."""
    command = [*FAIRAPP, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(data_dir, env), capture_output=True, text=True, timeout=300, check=False
    )
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def _environment(data_dir: Path, env: dict[str, str]) -> dict[str, str]:
    return INHERITED | {"FAIRAPP_DATA_DIR": str(data_dir), "FAIRAPP_LOG_LEVEL": "warning"} | env


@dataclass
class Server:
    """`fairapp serve` (or `command`) on loopback; `with Server(folder) as server:` ends it and what it has started."""

    data_dir: Path
    env: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    cwd: Path = ROOT
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        path = self._log_path
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def _log_path(self) -> Path:
        return self.data_dir.parent / f"{self.data_dir.name}.log"

    def __enter__(self) -> "Server":
        self.start()
        return self

    def start(self, *, path: str = "/healthz") -> None:
        """Start it and wait until it answers at `path`."""
        serve = self.command or (*FAIRAPP, "serve", "--host", "127.0.0.1", "--port", str(self.port))
        self.data_dir.mkdir(parents=True, exist_ok=True)
        environment = _environment(self.data_dir, {"FAIRAPP_PUBLIC_URL": self.url, **self.env})
        with self._log_path.open("ab") as log:
            self.process = subprocess.Popen(
                serve,
                cwd=self.cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_for(path)

    def _wait_for(self, path: str) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not self.answers(path):
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the server does not answer\n{self.log[-4000:]}")
            time.sleep(0.05)

    def run(self, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one `fairapp …` command on the server's own data."""
        return fairapp(*arguments, data_dir=self.data_dir, check=check, **self.env)

    def begin(self, *arguments: str | Path) -> "subprocess.Popen[bytes]":
        """Begin one `fairapp …` command on the server's own data, and do not wait for it."""
        command = [*FAIRAPP, *map(str, arguments)]
        environment = _environment(self.data_dir, self.env)
        nowhere = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=nowhere, stdout=nowhere, stderr=nowhere)

    def answers(self, path: str = "/healthz") -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def read(self, path: str) -> bytes:
        """Return the body of the page at `path`; a busy machine may take its time, a server that hangs may not."""
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as response:
            return bytes(response.read())

    def stop(self, *, within: float = 10) -> int:
        """Ask it to end, as a service manager does; return its exit status."""
        assert self.process is not None
        self._signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not stop within {within} s\n{self.log[-4000:]}") from None

    def kill(self) -> None:
        """End it and its children at once, as `kill -9` or a power cut would."""
        if self.process is not None:
            self._signal(signal.SIGKILL)
            self.process.wait(timeout=10)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)  # the session it leads: only what this test has started

    def __exit__(self, *_error: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop()
        self.kill()
