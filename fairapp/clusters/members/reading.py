"""A cluster's list of members as it keeps it: any usual CSV, French or English headers."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from fairapp import reference
from fairapp.clusters.models import CompanyDraft
from fairapp.core.errors import DomainError
from fairapp.core.text import N_, fold, squeeze
from fairapp.web import messages

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 20_000
MAX_CELL = 10_000  # characters

# Field → headers that mean it, folded, letters and digits only.
HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("nom", "name", "entreprise", "company", "companyname", "raisonsociale", "societe", "denomination",
             "adherent", "member", "nomdelentreprise", "structure"),
    "siret": ("siret", "numerosiret", "nsiret", "siretnumber"),
    "contact_email": ("courriel", "email", "mail", "emailcontact", "contactemail", "contact", "adressemail",
                      "adresseemail"),
    "website": ("site", "siteweb", "siteinternet", "web", "website", "url"),
    "place": ("commune", "ville", "city", "town", "place", "lieu", "localite"),
    "postal_code": ("codepostal", "cp", "postalcode", "postcode", "zip", "zipcode"),
    "insee": ("insee", "codeinsee", "codecommune"),
    "address": ("adresse", "address", "rue", "street"),
    "sector": ("secteur", "secteurdactivite", "sector", "filiere", "activite", "activity", "industry"),
    "naf_code": ("naf", "codenaf", "ape", "codeape", "nafcode"),
    "headcount": ("effectif", "effectifs", "headcount", "employees", "salaries"),
    "description": ("description", "presentation", "about"),
}  # fmt: skip
_FIELDS = {header: field for field, headers in HEADERS.items() for header in headers}


class Line(NamedTuple):
    """One line of the file: its number there (the header is 1) and its filled cells by field."""

    number: int
    values: Mapping[str, str]


def read_members(content: bytes) -> Iterator[Line]:
    """Yield the lines of a CSV file; delimiter and encoding are found out.

    :raise DomainError: if it is no such table, or names no company.
    """
    text = _decode(content)
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t|", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = [_FIELDS.get(re.sub(r"[^a-z0-9]", "", fold(cell))) for cell in next(reader, [])]
        if "name" not in columns:
            raise DomainError(
                N_("Aucune colonne ne donne le nom des entreprises : la première ligne doit dire « nom ».")
            )
        yield from _lines(columns, reader)
    except csv.Error as error:
        raise DomainError(N_("Ce fichier n’est pas un tableau CSV : %(why)s."), why=str(error)) from None


def _lines(columns: list[str | None], reader: Any) -> Iterator[Line]:
    start = 2
    for count, cells in enumerate(reader):
        if count >= MAX_LINES:
            raise DomainError(N_("Le fichier dépasse %(max)s lignes."), max=MAX_LINES)
        values: dict[str, str] = {}
        for field, cell in zip(columns, cells, strict=False):
            if field and (text := squeeze(cell[:MAX_CELL])):
                values.setdefault(field, text)
        if values:
            yield Line(start, values)
        start = reader.line_num + 1


def _decode(content: bytes) -> str:
    """UTF-8, or what Excel on Windows writes."""
    if len(content) > MAX_BYTES:
        raise DomainError(N_("Le fichier est trop lourd : %(max)s Mo au plus."), max=MAX_BYTES // 2**20)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise DomainError(N_("Ce fichier n’est pas un tableau CSV : %(why)s."), why="NUL")
    return text


def understand(line: Line) -> tuple[CompanyDraft, list[str]]:
    """Return the company that a line tells of, and doubts in plain words.

    :raise DomainError: if a value is wrong; the message says which.
    """
    values: dict[str, object] = {k: v for k, v in line.values.items() if k not in {"place", "postal_code", "insee"}}
    place, doubts = _place(line.values)
    try:
        return CompanyDraft.model_validate(values | {"place": place}), doubts
    except ValidationError as invalid:
        error = invalid.errors(include_url=False)[0]
        message = messages.MESSAGES.get(error["type"])
        said = message % error.get("ctx", {}) if message else error["msg"]
        column = HEADERS.get(str(error["loc"][0]), (str(error["loc"][0]),))[0]
        raise DomainError(N_("%(column)s : %(reason)s"), column=column, reason=said) from None


def _place(values: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the commune's label; unknown, it is left out and said."""
    told = " ".join(filter(None, (values.get("postal_code"), values.get("place"))))
    tries = [values.get("insee", ""), told, values.get("place", ""), values.get("postal_code", "")]
    for text in filter(None, tries):
        if commune := reference.find_commune(text):
            return commune.label, []
    return "", [f"commune introuvable : {told or values.get('insee')}"] if any(tries) else []
