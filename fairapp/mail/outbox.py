"""Letters kept in a folder while no SMTP server is configured: one file each, the newest ones only."""

import email
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from pathlib import Path
from typing import NamedTuple

MAX_LETTERS = 500
KEY = "X-Key"  # in the file only: a letter that is mailed does not have it
_PAGE = re.compile(r"https?://[^\s<>\"/]+/[^\s<>\"]+")
_UNSAFE = re.compile(r"[^\w-]")


class Letter(NamedTuple):
    """A letter as the demo shows it."""

    id: str
    to: str
    subject: str
    at: datetime | None
    text: str

    @property
    def links(self) -> list[str]:
        """The pages it leads to, each once."""
        return list(dict.fromkeys(link.rstrip(".,;:!?)") for link in _PAGE.findall(self.text)))


def keep(folder: Path, letter: EmailMessage, *, key: str = "") -> None:
    """Write the letter in one step, over its earlier version if it was sent before; the oldest ones go.

    With its `key` it is found again by what it is about (see `forget_keys`).
    """
    if key:
        letter[KEY] = key
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = _UNSAFE.sub("", str(letter["Message-ID"]).split("@", maxsplit=1)[0])
    descriptor, unfinished = tempfile.mkstemp(dir=folder, suffix=".part")  # readable by us alone
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(letter.as_bytes())
        os.replace(unfinished, folder / f"{name}.eml")
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    for old in _newest_first(folder)[MAX_LETTERS:]:
        old.unlink(missing_ok=True)


def latest(folder: Path, *, limit: int = 50) -> list[Letter]:
    """Return the newest letters, newest first; a file that is no letter is passed over."""
    return list(_read(_newest_first(folder)[:limit]))


def forget(folder: Path, address_digest: str) -> int:
    """Delete every letter to the address with this SHA-256 (see `digest_of`); return how many."""
    letters = [letter for letter in _read(_newest_first(folder)) if digest_of(letter.to) == address_digest]
    for letter in letters:
        (folder / f"{letter.id}.eml").unlink(missing_ok=True)
    return len(letters)


def forget_keys(folder: Path, beginnings: tuple[str, ...]) -> int:
    """Delete every letter whose key begins with one of these; return how many."""
    paths = [path for path in _newest_first(folder) if _key(path).startswith(beginnings)]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def digest_of(address: str) -> str:
    """Return what names an address without telling it, for a task's payload."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


def _newest_first(folder: Path) -> list[Path]:
    def age(path: Path) -> tuple[int, str]:
        try:
            return path.stat().st_mtime_ns, path.name
        except FileNotFoundError:  # deleted by another process meanwhile
            return 0, path.name

    return sorted(folder.glob("*.eml"), key=age, reverse=True)


def _read(paths: list[Path]) -> Iterator[Letter]:
    for path in paths:
        try:
            yield _parse(path)
        except (OSError, MessageError, LookupError, AttributeError, ValueError):
            continue


def _key(path: Path) -> str:
    try:
        return str(BytesHeaderParser(policy=SMTP).parsebytes(path.read_bytes())[KEY] or "")
    except (OSError, MessageError, LookupError, AttributeError, ValueError):
        return ""


def _parse(path: Path) -> Letter:
    letter = email.message_from_bytes(path.read_bytes(), policy=SMTP)
    body = letter.get_body(("plain",))
    return Letter(
        path.stem,
        letter["To"].addresses[0].addr_spec,
        str(letter["Subject"]),
        letter["Date"].datetime,
        "" if body is None else body.get_content(),
    )
