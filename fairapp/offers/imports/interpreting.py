"""From a source's words to an offer of ours; what was filled in or doubtful is told, line by line."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from fairapp.accounts.emails import normalise_email
from fairapp.clusters.siret import clean_siret
from fairapp.core.clock import now, today
from fairapp.core.doubts import Doubt, doubt
from fairapp.core.text import N_, fold
from fairapp.offers.contracts import parse_contract, parse_experience, parse_working_time, remote_hint
from fairapp.offers.enums import ContractKind, Experience, OfferStatus, Remote
from fairapp.offers.imports.dates import read_day, read_instant
from fairapp.offers.imports.notes import Note, NoteKind, Notes
from fairapp.offers.imports.occupations import occupation_of
from fairapp.offers.imports.records import Record
from fairapp.offers.lifecycle import MOST_DAYS
from fairapp.offers.models import PlaceDraft
from fairapp.offers.salary import parse_salary, yearly_range
from fairapp.offers.wording import check_wording
from fairapp.reference import calendar, occupations, parse_place, places

TITLE_MIN, TITLE_MAX, DESCRIPTION_MAX = 3, 200, 10_000
COMPANY_MAX, PLACES_MAX = 120, 20
MONTHS_MAX, OPENINGS_MAX = 60, 500
NO_COMPANY = frozenset(
    (
        "entreprise non communiquee", "non communique", "non communiquee", "non precise", "confidentiel", "anonyme",
        "nc", "n/a", "-",
    )
)  # fmt: skip # what sources write where they name nobody
YES = frozenset(("oui", "yes", "true", "vrai", "1", "x"))
_FULLY_REMOTE = re.compile(r"\bfull|\b(?:100 ?%|total|complet|integral)")
_WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>]{3,490}", re.IGNORECASE)

Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Interpreted:
    """An offer ready to be stored: `values` are columns of `Offer`."""

    values: dict[str, Any]
    places: tuple[PlaceDraft, ...]
    company: str
    siret: str | None
    published_at: datetime
    last_day: date | None  # None: the source gives no end
    notes: Notes = field(default_factory=Notes)


def refusal(record: Record) -> Doubt | None:
    """Say why this is no offer to publish; everything else is filled in or doubted."""
    if len(record.title) < TITLE_MIN:
        return doubt(N_("l’offre n’a pas de titre."))
    if _member(OfferStatus, record.status) not in (None, OfferStatus.PUBLISHED):
        return doubt(N_("l’offre n’est pas en ligne là d’où elle vient (« %(status)s »)."), status=record.status)
    return None


def interpret(record: Record) -> Interpreted:
    """Read one record that is not refused."""
    notes = Notes()
    contract = _contract(record, notes)
    values = _texts(record, notes) | contract | _conditions(record) | _apply(record, notes)
    values |= _money(record, contract["contract"], notes) | _occupation(record, notes)
    where = _places(record, notes)
    company = _company(record, notes)
    siret = _siret(record, notes)
    published_at, last_day = _published_at(record, notes), _last_day(record, notes)
    for remark in check_wording(record.title[:TITLE_MAX], record.description[:DESCRIPTION_MAX]):
        notes.append(Note(NoteKind.WORDING, remark.rule, remark.message))
    return Interpreted(values, where, company, siret, published_at, last_day, notes)


def _texts(record: Record, notes: Notes) -> dict[str, Any]:
    if len(record.title) > TITLE_MAX or len(record.description) > DESCRIPTION_MAX:
        notes.doubt("text", N_("texte trop long, coupé."))
    if not record.description:
        notes.doubt("text", N_("l’offre n’a pas de description."))
    return {
        "title": record.title[:TITLE_MAX],
        "description": record.description[:DESCRIPTION_MAX],
        "skills": list(record.skills),
        "is_shared": fold(record.is_shared) in YES,
    }


def _contract(record: Record, notes: Notes) -> dict[str, Any]:
    found = parse_contract(
        record.contract or None, record.contract_label or None, nature=record.nature or None, title=record.title
    )
    if found.doubt:
        notes.append(Note(NoteKind.DOUBT, "contract", found.doubt))
    if found.kind is None and record.contract != ContractKind.OTHER:
        said = record.contract or record.contract_label
        if said:
            notes.doubt("contract", N_("contrat non reconnu : « %(text)s »."), text=said[:60])
        else:
            notes.doubt("contract", N_("contrat non précisé."))
    months = min(max(round(found.months), 1), MONTHS_MAX) if found.months else None
    return {"contract": found.kind or ContractKind.OTHER, "duration_months": months}


def _conditions(record: Record) -> dict[str, Any]:
    hours = parse_working_time(record.hours)
    experience = _member(Experience, record.experience) or parse_experience(record.experience).level
    digits = record.openings[:4].partition(".")[0]
    openings = int(digits) if digits.isdecimal() else 1
    return {
        "working_time": hours.kind,
        "hours_per_week": hours.weekly_hours,
        "experience": experience,
        "remote": _remote(record),
        "openings": min(max(openings, 1), OPENINGS_MAX),
    }


def _remote(record: Record) -> Remote:
    if not record.remote:
        return remote_hint(record.title, record.description) or Remote.NONE
    if _FULLY_REMOTE.search(fold(record.remote)):
        return Remote.FULL
    said = Remote.PARTIAL if fold(record.remote) in YES else remote_hint(record.remote)
    return _member(Remote, record.remote) or said or Remote.NONE


def _member(kind: type[Member], value: str) -> Member | None:
    try:
        return kind(value)
    except ValueError:
        return None


def _money(record: Record, kind: ContractKind, notes: Notes) -> dict[str, Any]:
    """Row O5: on import a missing salary is shown and warned, never refused."""
    hours = parse_working_time(record.hours).weekly_hours
    minimum_cents = calendar().minimum_wage_cents(today())
    salary = parse_salary(record.salary, weekly_hours=hours, kind=kind, minimum_cents=minimum_cents)
    notes.extend(Note(NoteKind.DOUBT, "salary", told) for told in salary.doubts)
    if salary.unit is None and not salary.doubts:
        if salary.motive:
            notes.doubt("salary", N_("salaire sans montant : « %(text)s »."), text=salary.motive[:60])
        else:
            notes.doubt("salary", N_("salaire non indiqué."))
    low, high = yearly_range(salary, weekly_hours=hours)
    return {
        "salary_min_cents": salary.min_cents, "salary_max_cents": salary.max_cents, "salary_unit": salary.unit,
        "salary_motive": salary.motive[:200], "salary_text": record.salary[:200],
        "annual_min_cents": low, "annual_max_cents": high,
    }  # fmt: skip


def _apply(record: Record, notes: Notes) -> dict[str, Any]:
    url = f"https://{record.apply_url}" if record.apply_url.lower().startswith("www.") else record.apply_url
    if url and not _WEB_ADDRESS.fullmatch(url):
        notes.doubt("apply", N_("lien de candidature écarté : « %(text)s »."), text=url[:60])
        url = ""
    email = ""
    if record.apply_email:
        try:
            email = normalise_email(record.apply_email)
        except ValueError:
            notes.doubt("apply", N_("adresse de candidature écartée."))
    return {"apply_url": url, "apply_email": email}


def _occupation(record: Record, notes: Notes) -> dict[str, Any]:
    """Keep the source's code; without one, guess from the occupation's own words or from the title."""
    if occupations().occupation(record.rome_code):
        return {"rome_code": record.rome_code.upper(), "occupation": record.occupation[:160]}
    found = occupation_of(record.occupation or record.title)
    if found is None:
        return {"rome_code": None, "occupation": record.occupation[:160]}
    named = occupations().occupation(found.rome_code)
    shown = found.label or (named.label if named else found.rome_code)
    notes.filled("occupation", N_("métier déduit du titre : %(label)s."), label=shown)
    return {"rome_code": found.rome_code, "occupation": (found.label or record.occupation)[:160]}


def _places(record: Record, notes: Notes) -> tuple[PlaceDraft, ...]:
    names = [name.strip() for name in record.place.split(" | ") if name.strip()][:PLACES_MAX]
    if len(names) > 1:
        return tuple(_place(Record(record.line, place=name), notes) for name in names)
    if not (names or record.insee or record.postal_code or record.department or (record.lat and record.lon)):
        notes.doubt("place", N_("lieu non précisé."))
        return ()
    return (_place(record, notes),)


def _place(record: Record, notes: Notes) -> PlaceDraft:
    department = places().department(record.department.upper())
    text = record.place or (record.department if department is None else "")
    found = parse_place(
        text, insee=record.insee or None, postal_code=record.postal_code or None,
        department=department.code if department else None, lat=record.lat.replace(",", "."), lon=record.lon.replace(",", "."),
    )  # fmt: skip
    if found.doubt:
        notes.append(Note(NoteKind.DOUBT, "place", found.doubt))
    elif found.insee and not record.insee:
        notes.filled("place", N_("« %(text)s » : %(place)s."), text=text, place=found.name)
    elif not found.insee:
        notes.doubt("place", N_("commune non précisée : « %(text)s »."), text=text or found.name)
    label = (found.name or text)[:120]
    return PlaceDraft(label=label, insee=found.insee, department=found.department, lat=found.lat, lon=found.lon)


def _company(record: Record, notes: Notes) -> str:
    if record.company and fold(record.company) not in NO_COMPANY:
        return record.company[:COMPANY_MAX]
    notes.doubt("company", N_("entreprise non communiquée."))
    return ""


def _siret(record: Record, notes: Notes) -> str | None:
    siret = clean_siret(record.siret) if record.siret else None
    if record.siret and siret is None:
        notes.doubt("company", N_("SIRET écarté : « %(text)s »."), text=record.siret[:20])
    return siret


def _published_at(record: Record, notes: Notes) -> datetime:
    instant = read_instant(record.published_on)
    if instant is None and record.published_on:
        notes.doubt(
            "date", N_("date de publication illisible (« %(text)s ») : aujourd’hui."), text=record.published_on[:30]
        )
    return min(instant or now(), now())


def _last_day(record: Record, notes: Notes) -> date | None:
    day = read_day(record.valid_through)
    if day is None and record.valid_through:
        notes.doubt("date", N_("date limite illisible : « %(text)s »."), text=record.valid_through[:30])
    if day and day < today():
        notes.doubt("date", N_("la date limite est passée : l’offre n’est pas en ligne."))
    if day and (day - today()).days > MOST_DAYS:
        notes.filled("date", N_("date limite ramenée à %(days)s jours."), days=MOST_DAYS)
    return day
