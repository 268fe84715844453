"""Tables with French or English headings, as spreadsheets save them."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from fairapp.core.doubts import Doubt, doubt
from fairapp.core.sheets import neutralise
from fairapp.core.text import N_, fold
from fairapp.offers.imports.entries import Entry, WrongFile, WrongLine
from fairapp.offers.imports.records import make_record

_SAID = {
    "source": "source, origine",
    "reference": "reference, ref, source id, numero, referencenumber",
    "title": "title, titre, intitule, intitule du poste, poste",
    "description": "description, descriptif, texte",
    "company": "company, entreprise, employeur, societe, raison sociale",
    "siret": "siret",
    "contract": "contract, contrat, type de contrat, jobtype",
    "contract_label": "contract label, duree du contrat",
    "duration_months": "duration months, duree en mois",
    "hours": "hours, working time, temps de travail, duree du travail, duree hebdomadaire",
    "hours_per_week": "hours per week, heures par semaine",
    "salary": "salary, salaire, remuneration",
    "salary_min": "salary min, salaire min, salaire minimum",
    "salary_max": "salary max, salaire max, salaire maximum",
    "salary_unit": "salary unit, unite du salaire",
    "salary_motive": "salary motive",
    "place": "place, places, lieu, lieux, ville, commune, city, lieu de travail",
    "insee": "insee, code insee",
    "postal_code": "postal code, code postal, postalcode, cp",
    "department": "department, departement",
    "lat": "lat, latitude",
    "lon": "lon, longitude",
    "remote": "remote, teletravail, remotetype",
    "rome_code": "rome, rome code, code rome",
    "occupation": "occupation, metier, job title",
    "experience": "experience",
    "openings": "openings, positions, nombre de postes, postes",
    "published_on": "published on, published at, date, date de publication, publiee le",
    "valid_through": "valid through, date limite, expire le, fin, expirationdate",
    "apply_url": "apply url, url, lien, lien de candidature",
    "apply_email": "apply email, email, courriel, e mail",
    "skills": "skills, competences",
    "is_shared": "is shared, temps partage",
    "status": "status, etat, statut",
    "id": "id, identifiant",
}
COLUMNS = {heading: name for name, headings in _SAID.items() for heading in headings.split(", ")}
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_SEPARATOR_LINE = re.compile(r"sep=([;,\t])\r?\n", re.IGNORECASE)  # which Excel writes and reads
RESTARTS = 100  # each reads on from the line after an open quote; a file made of them must not take for ever

TOO_WIDE = N_("%(values)s valeurs pour %(columns)s colonnes.")
UNREADABLE = N_("la ligne n’est pas du CSV : un guillemet est ouvert ou mal placé.")
REST_UNREADABLE = N_("la suite du fichier est illisible : trop de guillemets mal placés.")


def read_csv(text: str) -> Iterator[Entry]:
    """Read a table separated by commas, semicolons or tabs.

    :raise WrongFile: if its first line names no column « titre ».
    """
    separator = _SEPARATOR_LINE.match(text)
    lines = io.StringIO(text[separator.end() :] if separator else text, newline="").readlines()
    delimiter = separator[1] if separator else max(";,\t", key=lines[0].count)
    columns = [COLUMNS.get(_heading(name), "") for name in lines[0].split(delimiter)]
    if "title" not in columns:
        raise WrongFile(N_("La première ligne doit nommer les colonnes, dont « titre »."), field="file")
    above = 2 if separator else 1  # lines that are no offer
    for line, cells in _rows(lines, delimiter):
        if isinstance(cells, Doubt):
            yield WrongLine(line + above, cells)
        elif any(cell.strip() for cell in cells):
            yield _entry(line + above, columns, cells)


def _heading(name: str) -> str:
    return _NOT_LETTERS.sub(" ", fold(name)).strip()


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str] | Doubt]]:
    """Yield each row after the heading with its number from 1, or why it cannot be read.

    A quote left open swallows what follows until the next one: the row is given up, and reading goes on below it.
    """
    start = 1
    for _restart in range(RESTARTS):
        reader = csv.reader(islice(lines, start, None), delimiter=delimiter, strict=True)
        first = 0
        try:
            for cells in reader:
                yield start + first, cells
                first = reader.line_num
        except csv.Error:
            yield start + first, doubt(UNREADABLE)
            start += first + 1
        else:
            return
    yield start, doubt(REST_UNREADABLE)


def _entry(line: int, columns: Sequence[str], cells: Sequence[str]) -> Entry:
    if any(cell.strip() for cell in cells[len(columns) :]):
        return WrongLine(line, doubt(TOO_WIDE, values=len(cells), columns=len(columns)))
    values = {name: _plain(cell) for name, cell in zip(columns, cells, strict=False) if name and cell.strip()}
    values.setdefault("reference", values.get("id", ""))
    return make_record(line, values, skills=values.get("skills", ""))


def _plain(cell: str) -> str:
    """Undo what keeps a spreadsheet from running the text."""
    return cell[1:] if neutralise(cell[1:]) == cell else cell
