"""From a source's words to an offer of ours; what was filled in or doubtful is told, line by line."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fairapp.clusters.siret import clean_siret
from fairapp.core.clock import PARIS, now, today
from fairapp.core.doubts import Doubt, doubt
from fairapp.core.text import N_
from fairapp.offers.contracts import parse_contract, parse_experience, parse_working_time, remote_hint
from fairapp.offers.enums import ContractKind, Experience, Remote, SalaryUnit, WorkingTime
from fairapp.offers.imports.formats import WrongLine
from fairapp.offers.imports.occupations import occupation_of
from fairapp.offers.imports.records import Record
from fairapp.offers.salary import parse_salary, yearly_range
from fairapp.offers.wording import check_wording
from fairapp.reference import ParsedPlace, calendar, parse_place

TITLE_MAX, DESCRIPTION_MAX = 200, 10_000
KEPT_DAYS, KEPT_DAYS_MAX = 60, 90  # row O2
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_URL = re.compile(r"https?://[^\s\"'<>]{3,490}", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)[/.](\d\d?)[/.](\d{4})")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about one line: a value filled in, a doubt, or a remark on the wording."""

    kind: str  # "filled", "doubt" or "wording"
    topic: str  # "salary", "place", "company", …
    message: Doubt


@dataclass(slots=True)
class Interpreted:
    """An offer ready to be stored: `values` are columns of `Offer`."""

    record: Record
    values: dict[str, Any]
    place: ParsedPlace | None
    company: str
    siret: str | None
    published_at: datetime
    valid_through: date | None  # None: the source gives no end
    notes: list[Note] = field(default_factory=list)


def interpret(record: Record) -> Interpreted | WrongLine:
    """Read one record; only an offer without a title is refused, everything else is filled in or doubted."""
    if len(record.title) < 3:
        return WrongLine(record.line, "l’offre n’a pas de titre")
    notes: list[Note] = []
    values = _texts(record, notes) | _conditions(record, notes) | _apply(record, notes)
    values |= _money(record, values["contract"], notes)
    values |= _occupation(record, notes)
    notes += [
        Note("wording", remark.rule, remark.message) for remark in check_wording(record.title, record.description)
    ]
    return Interpreted(
        record, values, _place(record, notes), _company(record, notes), _siret(record, notes),
        _published_at(record, notes), _valid_through(record, notes), notes,
    )  # fmt: skip


def _texts(record: Record, notes: list[Note]) -> dict[str, Any]:
    if len(record.title) > TITLE_MAX or len(record.description) > DESCRIPTION_MAX:
        notes.append(Note("doubt", "text", doubt(N_("texte trop long, coupé"))))
    if not record.description:
        notes.append(Note("doubt", "text", doubt(N_("l’offre n’a pas de description"))))
    return {
        "title": record.title[:TITLE_MAX],
        "description": record.description[:DESCRIPTION_MAX],
        "skills": [skill[:80] for skill in record.skills],
    }


def _conditions(record: Record, notes: list[Note]) -> dict[str, Any]:
    contract = parse_contract(record.contract or None, record.contract_label or None, title=record.title)
    time_ = parse_working_time(record.hours or None)
    experience = parse_experience(record.experience or None)
    kind = _member(ContractKind, contract.kind)
    if kind is None:
        shown = record.contract or record.contract_label or "vide"
        notes.append(Note("doubt", "contract", doubt(N_("contrat non reconnu : « %(text)s »"), text=shown)))
    elif contract.doubt:
        notes.append(Note("doubt", "contract", contract.doubt))
    months = round(contract.months) if contract.months else None
    openings = int(record.openings) if record.openings.isdecimal() and len(record.openings) < 4 else 1
    return {
        "contract": kind or ContractKind.OTHER,
        "duration_months": min(max(months, 1), 60) if months else None,
        "working_time": _member(WorkingTime, time_.kind),
        "hours_per_week": time_.weekly_hours,
        "experience": _member(Experience, experience.level),
        "remote": _member(Remote, record.remote or remote_hint(record.title, record.description)) or Remote.NONE,
        "openings": min(max(openings, 1), 500),
    }


def _member(kind: type[Any], value: str | None) -> Any:
    return kind(value) if value in kind._value2member_map_ else None


def _money(record: Record, kind: ContractKind, notes: list[Note]) -> dict[str, Any]:
    """Row O5: on import a missing salary is shown and warned, never refused."""
    hours = parse_working_time(record.hours or None).weekly_hours
    minimum = calendar().minimum_wage_cents(today())
    salary = parse_salary(record.salary or None, weekly_hours=hours, kind=kind, minimum_cents=minimum)
    notes += [Note("doubt", "salary", told) for told in salary.doubts]
    if salary.min_cents is None and salary.max_cents is None:
        notes.append(Note("doubt", "salary", doubt(N_("salaire non indiqué"))))
    low, high = yearly_range(salary, weekly_hours=hours)
    return {
        "salary_min_cents": salary.min_cents, "salary_max_cents": salary.max_cents,
        "salary_unit": _member(SalaryUnit, salary.unit), "salary_motive": (salary.motive or "")[:200],
        "salary_text": record.salary[:200], "annual_min_cents": low, "annual_max_cents": high,
    }  # fmt: skip


def _apply(record: Record, notes: list[Note]) -> dict[str, Any]:
    url, email = record.apply_url, record.apply_email
    if url and not _URL.fullmatch(url):
        notes.append(Note("doubt", "apply", doubt(N_("lien de candidature écarté : « %(text)s »"), text=url[:60])))
        url = ""
    if email and not _EMAIL.fullmatch(email):
        notes.append(Note("doubt", "apply", doubt(N_("adresse de candidature écartée"))))
        email = ""
    return {"apply_url": url, "apply_email": email[:254]}


def _occupation(record: Record, notes: list[Note]) -> dict[str, Any]:
    if re.fullmatch(r"[A-N]\d{4}", record.rome_code):
        return {"rome_code": record.rome_code, "occupation": record.occupation[:160]}
    found = occupation_of(record.occupation or record.title)
    if found is None:
        return {"rome_code": None, "occupation": record.occupation[:160]}
    notes.append(Note("filled", "occupation", doubt(N_("métier déduit du titre : %(label)s"), label=found.label)))
    return {"rome_code": found.rome_code, "occupation": found.label[:160]}


def _place(record: Record, notes: list[Note]) -> ParsedPlace | None:
    if not (record.place or record.insee or record.postal_code or (record.lat and record.lon)):
        notes.append(Note("doubt", "place", doubt(N_("lieu non précisé"))))
        return None
    parsed = parse_place(
        record.place, insee=record.insee or None, postal_code=record.postal_code or None,
        department=record.department or None, lat=_degrees(record.lat, 90), lon=_degrees(record.lon, 180),
    )  # fmt: skip
    if parsed.doubt:
        notes.append(Note("doubt", "place", parsed.doubt))
    if parsed.insee and not record.insee:
        notes.append(Note("filled", "place", doubt(N_("commune retrouvée : %(name)s"), name=parsed.name)))
    return parsed


def _degrees(text: str, limit: int) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if -limit <= value <= limit and value else None


def _company(record: Record, notes: list[Note]) -> str:
    if not record.company:
        notes.append(Note("doubt", "company", doubt(N_("entreprise non communiquée"))))
    return record.company[:120]


def _siret(record: Record, notes: list[Note]) -> str | None:
    siret = clean_siret(record.siret) if record.siret else None
    if record.siret and siret is None:
        notes.append(Note("doubt", "company", doubt(N_("SIRET écarté : « %(text)s »"), text=record.siret[:20])))
    return siret


def _published_at(record: Record, notes: list[Note]) -> datetime:
    day = _day(record.published_on)
    if day is None:
        if record.published_on:
            notes.append(Note("doubt", "date", doubt(N_("date de publication illisible, remplacée par aujourd’hui"))))
        return now()
    return min(datetime.combine(day, time(), PARIS).astimezone(UTC), now())


def _valid_through(record: Record, notes: list[Note]) -> date | None:
    day = _day(record.valid_through)
    if day is None:
        return None
    latest = today() + timedelta(days=KEPT_DAYS_MAX)
    if day > latest:
        notes.append(Note("filled", "date", doubt(N_("date limite ramenée à %(days)s jours"), days=KEPT_DAYS_MAX)))
    return min(day, latest)


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    if not found:
        return None
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
