"""The processes that draw: started when needed, kept a minute, replaced when they grew or died."""

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from fairapp.core.paths import PACKAGE
from fairapp.pdf.child import LENGTH

CHILDREN = 2  # at once, in each process that draws
SECONDS = 90  # by the clock, for one document
IDLE_SECONDS = 60
RECYCLED_KB = 160 * 1024  # a large font stays in memory: the next documents should not pay for it


class DrawingFailed(RuntimeError):
    """A document could not be drawn: it broke a rule, took too long, or too much memory."""


class Drawing(NamedTuple):
    pdf: bytes
    warnings: list[str]
    peak_kb: int


class Child:
    """One process; draws one document at a time, or does the work of another module that answers alike."""

    def __init__(self, module: str = "fairapp.pdf.child") -> None:
        command = [sys.executable, "-P", "-m", module]
        # Of our own environment, nothing: there are secrets in it.
        environment = {
            "PYTHONPATH": str(PACKAGE.parent),
            "HOME": os.environ.get("HOME", "/nonexistent"),
            "LANG": "C.UTF-8",
            "MALLOC_ARENA_MAX": "1",
        }
        self._process = subprocess.Popen(  # noqa: S603 - a constant command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # nothing to flush into a process that is gone
            env=environment,
            start_new_session=True,
        )
        self.idle_since = 0.0

    def draw(self, html: str, *, seconds: float = SECONDS) -> Drawing:
        """Return the PDF.

        :raise DrawingFailed: and the process is of no use any more, unless the document itself was refused.
        """
        report, pdf = self.ask(html.encode(), seconds=seconds)
        if report["error"]:
            raise DrawingFailed(report["error"])
        return Drawing(pdf, report["warnings"], report["peak_kb"])

    def ask(self, document: bytes, *, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Return the report about a document, and the document that was made of it.

        :raise DrawingFailed: and the process is of no use any more.
        """
        deadline = time.monotonic() + seconds
        try:
            self._write(LENGTH.pack(len(document)) + document)
            report: dict[str, Any] = json.loads(self._read_frame(deadline))
            return report, self._read_frame(deadline)
        except (OSError, EOFError, ValueError) as failure:
            self.close()
            raise DrawingFailed(f"the process that works is gone: {failure!r}") from failure
        except BaseException:  # whatever it was: an answer that was not read must not be somebody else's
            self.close()
            raise

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _write(self, content: bytes) -> None:
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - asked for above
        left = memoryview(content)
        while left:
            left = left[os.write(stream.fileno(), left) :]

    def _read_frame(self, deadline: float) -> bytes:
        return self._read(LENGTH.unpack(self._read(LENGTH.size, deadline))[0], deadline)

    def _read(self, length: int, deadline: float) -> bytes:
        stream = self._process.stdout
        assert stream is not None  # noqa: S101 - asked for above
        content = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while len(content) < length:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError("too slow")
                part = os.read(stream.fileno(), length - len(content))
                if not part:
                    raise EOFError("the process ended")
                content += part
        return bytes(content)


class Pool:
    """Lends children to threads; at most `CHILDREN` draw at once."""

    def __init__(self) -> None:
        self._turns = threading.BoundedSemaphore(CHILDREN)
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._sweeper: threading.Timer | None = None

    def draw(self, html: str, *, seconds: float = SECONDS) -> Drawing:
        with self._borrow() as child:
            drawing = child.draw(html, seconds=seconds)
            if drawing.peak_kb > RECYCLED_KB:
                child.close()
            return drawing

    def close(self, *, idle_for: float = 0) -> None:
        """End the processes that nobody has used for so many seconds."""
        with self._lock:
            past = time.monotonic() - idle_for
            over = [child for child in self._idle if child.idle_since <= past]
            self._idle = [child for child in self._idle if child.idle_since > past]
            if self._idle:
                self._sweep_later()
        for child in over:
            child.close()

    @contextmanager
    def _borrow(self) -> Iterator[Child]:
        with self._turns:
            child = self._take()
            try:
                yield child
            finally:
                self._give_back(child)

    def _take(self) -> Child:
        """Return a child at rest, the last used first; or a new one."""
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return Child()
            if child.is_alive:
                return child
            child.close()

    def _give_back(self, child: Child) -> None:
        if not child.is_alive:
            child.close()
            return
        child.idle_since = time.monotonic()
        with self._lock:
            self._idle.append(child)
            self._sweep_later()

    def _sweep_later(self) -> None:
        if self._sweeper is None or not self._sweeper.is_alive():
            self._sweeper = threading.Timer(IDLE_SECONDS + 1, self.close, kwargs={"idle_for": IDLE_SECONDS})
            self._sweeper.daemon = True
            self._sweeper.start()


POOL = Pool()
atexit.register(POOL.close)
