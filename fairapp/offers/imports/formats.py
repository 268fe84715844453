"""Reading the four formats into records: JSON Lines, CSV, Indeed-like XML, the French employment service's JSON.

A reader yields a `Record` or a `WrongLine`; a file that is none of these raises `WrongFile` before anything is written.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree  # the stdlib's expat, after `_refuse_declarations`

from fairapp.core.errors import DomainError
from fairapp.core.text import N_, fold
from fairapp.offers.imports.records import Record, make_record

MAX_BYTES = 64 * 1024 * 1024
MAX_LINES = 200_000


class Format(StrEnum):
    AUTO = "auto"
    JSONL = "jsonl"
    CSV = "csv"
    XML = "xml"
    FT = "ft"  # JSON of the French employment service (France Travail)


class WrongFile(DomainError):
    """The file as a whole cannot be read; nothing was changed."""


@dataclass(frozen=True, slots=True)
class WrongLine:
    """One entry that cannot be read or taken, and why (a French sentence)."""

    line: int
    reason: str


Entry = Record | WrongLine


def read_entries(content: bytes, *, kind: Format = Format.AUTO) -> list[Entry]:
    """Read a whole file.

    :raise WrongFile: if it is empty, too large, not text, or of no known format.
    """
    if len(content) > MAX_BYTES:
        raise WrongFile(N_("Le fichier dépasse %(size)s Mo."), field="file", size=MAX_BYTES // 2**20)
    text = _decode(content)
    if not text.strip():
        raise WrongFile(N_("Le fichier est vide."), field="file")
    entries: list[Entry] = []
    for entry in READERS[sniff(text) if kind is Format.AUTO else kind](text):
        entries.append(entry)
        if len(entries) > MAX_LINES:
            raise WrongFile(N_("Le fichier compte plus de %(count)s offres."), field="file", count=MAX_LINES)
    if not any(isinstance(entry, Record) for entry in entries):
        raise WrongFile(N_("Aucune offre lisible dans ce fichier : %(reason)s"), field="file", reason=_first(entries))
    return entries


def sniff(text: str) -> Format:
    """Tell the format from the first characters."""
    start = text.lstrip()[:4000]
    if start.startswith("<"):
        return Format.XML
    if start.startswith("["):
        return Format.FT
    if start.startswith("{"):
        first_line = start.partition("\n")[0]
        is_service = '"resultats"' in start or '"intitule"' in first_line
        return Format.FT if is_service else Format.JSONL
    return Format.CSV


def _decode(content: bytes) -> str:
    """UTF-8 first; spreadsheets on Windows write cp1252, some feeds UTF-16."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFile(N_("Ce fichier n’est pas du texte (UTF-8 attendu)."), field="file")


def _first(entries: Iterable[Entry]) -> str:
    return next((entry.reason for entry in entries if isinstance(entry, WrongLine)), "aucune ligne")


# JSON Lines, our own keys ------------------------------------------------------------------------------------


def read_jsonl(text: str) -> Iterator[Entry]:
    for line, row in enumerate(text.split("\n"), start=1):
        if not row.strip():
            continue
        value = _json(row)
        yield _own(line, value) if isinstance(value, dict) else WrongLine(line, "ce n’est pas un objet JSON")


def _own(line: int, offer: dict[str, Any]) -> Record:
    values = offer | {
        "reference": offer.get("source_id") or offer.get("reference") or offer.get("id"),
        "occupation": offer.get("job_title") or offer.get("rome_label") or offer.get("occupation"),
        "openings": offer.get("positions") or offer.get("openings"),
        "place": offer.get("place") or offer.get("commune"),
    }
    return make_record(line, values, skills=offer.get("skills"))


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


# The French employment service -------------------------------------------------------------------------------


def read_service(text: str) -> Iterator[Entry]:
    """Read `{"resultats": […]}`, a plain list, or one offer per line."""
    document = _json(text)
    if document is None:
        pairs = [(line, _json(row)) for line, row in enumerate(text.split("\n"), start=1) if row.strip()]
    else:
        listed = document.get("resultats", [document]) if isinstance(document, dict) else document
        pairs = list(enumerate(listed if isinstance(listed, list) else [], start=1))
    for line, offer in pairs:
        yield _service(line, offer) if isinstance(offer, dict) else WrongLine(line, "ce n’est pas une offre JSON")


def _service(line: int, offer: dict[str, Any]) -> Record:
    place, company, salary, contact = (
        _part(offer, name) for name in ("lieuTravail", "entreprise", "salaire", "contact")
    )
    origin = _part(offer, "origineOffre")
    values = {
        "source": "france-travail",
        "reference": offer.get("id"),
        "title": offer.get("intitule"),
        "description": offer.get("description"),
        "company": company.get("nom"),
        "siret": company.get("siret"),
        "contract": "alternance" if offer.get("alternance") is True else offer.get("typeContrat"),
        "contract_label": offer.get("typeContratLibelle") or offer.get("natureContrat"),
        "hours": offer.get("dureeTravailLibelle") or offer.get("dureeTravailLibelleConverti"),
        "salary": salary.get("libelle") or salary.get("commentaire"),
        "place": place.get("libelle"),
        "insee": place.get("commune"),
        "postal_code": place.get("codePostal"),
        "lat": place.get("latitude"),
        "lon": place.get("longitude"),
        "rome_code": offer.get("romeCode"),
        "occupation": offer.get("appellationlibelle") or offer.get("romeLibelle"),
        "experience": offer.get("experienceLibelle"),
        "openings": offer.get("nombrePostes"),
        "published_on": offer.get("dateCreation"),
        "apply_url": contact.get("urlPostulation") or origin.get("urlOrigine"),
        "apply_email": contact.get("courriel"),
    }
    wanted = offer.get("competences")
    skills = [skill.get("libelle") for skill in wanted if isinstance(skill, dict)] if isinstance(wanted, list) else ()
    return make_record(line, values, skills=skills)


def _part(offer: dict[str, Any], name: str) -> dict[str, Any]:
    part = offer.get(name)
    return part if isinstance(part, dict) else {}


# CSV ---------------------------------------------------------------------------------------------------------

COLUMNS = {
    "source": "source", "origine": "source",
    "reference": "reference", "ref": "reference", "id": "reference", "source id": "reference", "numero": "reference",
    "title": "title", "titre": "title", "intitule": "title", "intitule du poste": "title", "poste": "title",
    "description": "description", "descriptif": "description", "texte": "description",
    "company": "company", "entreprise": "company", "employeur": "company", "societe": "company", "raison sociale": "company",
    "siret": "siret",
    "contract": "contract", "contrat": "contract", "type de contrat": "contract", "jobtype": "contract",
    "contract label": "contract_label", "duree du contrat": "contract_label",
    "hours": "hours", "temps de travail": "hours", "duree du travail": "hours", "duree hebdomadaire": "hours",
    "salary": "salary", "salaire": "salary", "remuneration": "salary",
    "place": "place", "lieu": "place", "ville": "place", "commune": "place", "city": "place", "lieu de travail": "place",
    "insee": "insee", "code insee": "insee",
    "postal code": "postal_code", "code postal": "postal_code", "postalcode": "postal_code", "cp": "postal_code",
    "department": "department", "departement": "department",
    "lat": "lat", "latitude": "lat", "lon": "lon", "longitude": "lon",
    "remote": "remote", "teletravail": "remote",
    "rome": "rome_code", "rome code": "rome_code", "code rome": "rome_code",
    "occupation": "occupation", "metier": "occupation", "job title": "occupation",
    "experience": "experience",
    "openings": "openings", "positions": "openings", "nombre de postes": "openings", "postes": "openings",
    "published on": "published_on", "published at": "published_on", "date": "published_on",
    "date de publication": "published_on", "publiee le": "published_on",
    "valid through": "valid_through", "date limite": "valid_through", "expire le": "valid_through", "fin": "valid_through",
    "apply url": "apply_url", "url": "apply_url", "lien": "apply_url", "lien de candidature": "apply_url",
    "apply email": "apply_email", "email": "apply_email", "courriel": "apply_email", "e mail": "apply_email",
    "skills": "skills", "competences": "skills",
}  # fmt: skip
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def read_csv(text: str) -> Iterator[Entry]:
    """Read a table with French or English headings, separated by commas, semicolons or tabs."""
    header = text.partition("\n")[0]
    delimiter = max(";,\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns = [COLUMNS.get(_NOT_LETTERS.sub(" ", fold(name)).strip(), "") for name in next(reader, [])]
    if "title" not in columns:
        raise WrongFile(N_("La première ligne doit nommer les colonnes, dont « titre »."), field="file")
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _csv_row(reader.line_num, columns, cells)
    except csv.Error as error:
        yield WrongLine(reader.line_num, f"la suite du fichier est illisible ({error})")


def _csv_row(line: int, columns: list[str], cells: list[str]) -> Entry:
    if len(cells) > len(columns):
        return WrongLine(line, f"{len(cells)} valeurs pour {len(columns)} colonnes")
    values = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell.strip()}
    return make_record(line, values, skills=values.get("skills", ""))


# Indeed-like XML ---------------------------------------------------------------------------------------------

TAGS = {
    "title": "title", "date": "published_on", "referencenumber": "reference", "url": "apply_url", "company": "company",
    "sourcename": "source", "city": "place", "postalcode": "postal_code", "description": "description",
    "salary": "salary", "jobtype": "contract", "category": "occupation", "experience": "experience",
    "expirationdate": "valid_through", "remotetype": "remote", "email": "apply_email", "siret": "siret",
}  # fmt: skip
_DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_TAGS_IN_TEXT = re.compile(r"<(?:br|/p|/li|/h\d)[^>]*>|(<[^>]+>)", re.IGNORECASE)


def read_xml(text: str) -> Iterator[Entry]:
    """Read `<job>` elements anywhere in the document; document type declarations are refused (entity bombs)."""
    if _DECLARATION.search(text):
        raise WrongFile(N_("Ce fichier XML contient une déclaration DOCTYPE ou ENTITY, refusée."), field="file")
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))  # noqa: S314 - no declaration is left
    except ElementTree.ParseError as error:
        raise WrongFile(
            N_("Ce fichier XML est mal formé, ligne %(line)s."), field="file", line=error.position[0]
        ) from error
    jobs = (element for element in root.iter() if _local(element.tag) == "job")
    for number, job in enumerate(jobs, start=1):
        yield _xml_job(number, job)


def _xml_job(number: int, job: ElementTree.Element) -> Record:
    values = {TAGS[tag]: (child.text or "") for child in job if (tag := _local(child.tag)) in TAGS}
    values["description"] = _TAGS_IN_TEXT.sub(lambda m: "" if m[1] else "\n", values.get("description", ""))
    return make_record(number, values)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


READERS = {Format.JSONL: read_jsonl, Format.CSV: read_csv, Format.XML: read_xml, Format.FT: read_service}
