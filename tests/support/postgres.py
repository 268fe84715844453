"""A PostgreSQL of our own for one test run: started from the installed binaries, on a random loopback port."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

BINARIES = "/usr/lib/postgresql/*/bin"
STARTED_WITHIN = 30  # seconds
# Nothing here outlives the run, so no write needs to reach the disk.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
    "autovacuum": "off",
    "jit": "off",
}


def find_binaries() -> Path | None:
    """Return the folder of the newest server installed, or None."""
    found = [path.parent for path in Path("/").glob(f"{BINARIES[1:]}/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).parent)
    return max(found, key=lambda path: float(_version(path)), default=None)


def _version(binaries: Path) -> str:
    answer = subprocess.run([binaries / "initdb", "--version"], capture_output=True, text=True, check=True)
    return ".".join(answer.stdout.split()[2].split(".")[:2])


def why_unavailable() -> str | None:
    """Tell in one sentence why no server can be started, or None if one can."""
    if find_binaries() is None:
        return "no PostgreSQL server is installed (apt-get install postgresql)"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "PostgreSQL refuses to run as root, and setpriv is missing (apt-get install util-linux)"
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """One server process and its folder; `with Cluster() as cluster:` removes both at the end."""

    def __init__(self) -> None:
        binaries = find_binaries()
        if binaries is None:
            raise LookupError(why_unavailable())
        self.binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="fairapp-pg-"))
        self.port = _free_port()
        self.owner = self._unprivileged_user()
        self._process: subprocess.Popen[bytes] | None = None

    def _unprivileged_user(self) -> pwd.struct_passwd | None:
        """PostgreSQL refuses root: name someone else, and give them the folder."""
        if os.geteuid() != 0:
            return None
        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        owner = names.get("postgres") or names["nobody"]
        os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        return owner

    def _as_owner(self, *command: str | Path) -> list[str]:
        parts = [str(part) for part in command]
        if shutil.which("setpriv") is None:
            return parts
        # The server dies with this run, even if the run is killed.
        prefix = ["setpriv", "--pdeathsig", "INT"]
        if self.owner:
            ids = [f"--reuid={self.owner.pw_uid}", f"--regid={self.owner.pw_gid}", "--clear-groups"]
            prefix += ids
        return [*prefix, *parts]

    def __enter__(self) -> Self:
        data = self.folder / "data"
        initdb = [self.binaries / "initdb", "--no-sync", "--auth=trust", "--username=fairapp", "--encoding=UTF8"]
        subprocess.run(
            self._as_owner(*initdb, "--locale=C.UTF-8", "-D", data),
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        self.start()
        return self

    def start(self) -> None:
        """Start the server, or start it again after `kill`."""
        options = OPTIONS | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._as_owner(self.binaries / "postgres", "-D", self.folder / "data", *flags),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + STARTED_WITHIN
        while True:
            try:
                psycopg.connect(self.dsn("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or (self._process and self._process.poll() is not None):
                    raise RuntimeError((self.folder / "server.log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=STARTED_WITHIN)

    def __exit__(self, *_error: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=fairapp dbname={database}"

    def url(self, database: str) -> str:
        """Return the address that SQLAlchemy reads."""
        return f"postgresql+psycopg://fairapp@127.0.0.1:{self.port}/{database}"


def create_database(dsn: str, name: str, *, template: str = "template0") -> None:
    """Create `name`, a copy of `template`, through any database of the cluster."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(copied.format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(dsn: str, name: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
