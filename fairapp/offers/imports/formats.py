"""Reading the four formats into entries: JSON Lines, CSV, Indeed-like XML, the French employment service's JSON.

A file that is none of these raises `WrongFile` before anything is written; a line that makes no sense is an entry too.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from fairapp.core.doubts import doubt
from fairapp.core.text import N_
from fairapp.offers.imports.csv_reader import read_csv
from fairapp.offers.imports.entries import Entry, WrongFile, WrongLine
from fairapp.offers.imports.json_reader import read_any_json, read_own_json, read_service_json
from fairapp.offers.imports.records import Record
from fairapp.offers.imports.xml_reader import read_xml

MAX_BYTES = 64 * 1024 * 1024
MAX_ENTRIES = 200_000
_ZIP = b"PK\x03\x04"  # what a workbook (.xlsx, .ods) really is
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ACCENTED = re.compile(r"[\u00a0-\u024f\u2010-\u20ac]")


class Format(StrEnum):
    AUTO = "auto"
    JSONL = "jsonl"
    CSV = "csv"
    XML = "xml"
    FT = "ft"  # JSON of the French employment service (France Travail)


READERS: Mapping[Format, Callable[[str], Iterator[Entry]]] = {
    Format.JSONL: read_own_json,
    Format.CSV: read_csv,
    Format.XML: read_xml,
    Format.FT: read_service_json,
}


def read_entries(content: bytes, *, kind: Format = Format.AUTO) -> list[Entry]:
    """Read a whole file.

    :raise WrongFile: if it is empty, too large, not text, of no known format, or without one readable offer.
    """
    if len(content) > MAX_BYTES:
        raise WrongFile(N_("Le fichier dépasse %(size)s Mo."), field="file", size=MAX_BYTES // 2**20)
    text = _decode(content)
    if not text.strip():
        raise WrongFile(N_("Le fichier est vide."), field="file")
    entries: list[Entry] = []
    for entry in _reader(text, kind)(text):
        entries.append(entry)
        if len(entries) > MAX_ENTRIES:
            raise WrongFile(N_("Le fichier compte plus de %(count)s offres."), field="file", count=MAX_ENTRIES)
    if not any(isinstance(entry, Record) for entry in entries):
        raise WrongFile(N_("Aucune offre lisible dans ce fichier : %(reason)s"), field="file", reason=_first(entries))
    return entries


def _reader(text: str, kind: Format) -> Callable[[str], Iterator[Entry]]:
    """Return the reader of the format, told by the first character if it is not given."""
    if kind is not Format.AUTO:
        return READERS[kind]
    match text.lstrip()[:1]:
        case "<":
            return read_xml
        case "{" | "[":
            return read_any_json
        case _:
            return read_csv


def _first(entries: list[Entry]) -> str:
    wrong = next((entry for entry in entries if isinstance(entry, WrongLine)), None)
    return str(wrong.reason if wrong else doubt(N_("aucune ligne.")))


def _decode(content: bytes) -> str:
    """UTF-8 first; spreadsheets on Windows write cp1252, some feeds UTF-16."""
    if content.startswith(_ZIP):
        raise WrongFile(N_("C’est un classeur : enregistrez-le au format CSV, puis recommencez."), field="file")
    try:
        return content.decode(_encoding(content))
    except UnicodeDecodeError:
        pass
    text = content.decode("utf-8", errors="replace")
    if len(_ACCENTED.findall(text)) > text.count("\ufffd"):
        return text  # UTF-8 all the same, with a broken character here and there
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise WrongFile(N_("Ce fichier n’est pas du texte (UTF-8 attendu)."), field="file") from None


def _encoding(content: bytes) -> str:
    if encoding := _BYTE_ORDER_MARKS.get(content[:2]):
        return encoding
    match [byte == 0 for byte in content[:4]]:
        case [False, True, False, True]:
            return "utf-16-le"
        case [True, False, True, False]:
            return "utf-16-be"
        case _:
            return "utf-8-sig"
