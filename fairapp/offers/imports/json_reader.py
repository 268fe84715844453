"""JSON, in one document or one offer per line, with our own keys or with those of the French employment service."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from fairapp.core.doubts import doubt
from fairapp.core.text import N_
from fairapp.offers.imports.entries import Entry, WrongLine
from fairapp.offers.imports.records import Record, make_record

Offer = dict[str, Any]
NOT_AN_OFFER = N_("ce n’est pas une offre en JSON.")


def read_any_json(text: str) -> Iterator[Entry]:
    """Read either kind, told offer by offer: the service names its titles « intitule »."""
    return _read(text, lambda line, offer: (_service if "intitule" in offer else _own)(line, offer))


def read_own_json(text: str) -> Iterator[Entry]:
    return _read(text, _own)


def read_service_json(text: str) -> Iterator[Entry]:
    return _read(text, _service)


def _read(text: str, make: Callable[[int, Offer], Record]) -> Iterator[Entry]:
    for line, value in _values(text):
        yield make(line, value) if isinstance(value, dict) else WrongLine(line, doubt(NOT_AN_OFFER))


def _values(text: str) -> Iterator[tuple[int, object]]:
    """Yield what the document lists, numbered from 1, or what each line holds."""
    document = _parse(text)
    if document is None:
        rows = enumerate(text.split("\n"), start=1)
        return ((line, _parse(row)) for line, row in rows if row.strip())
    listed = document.get("resultats", [document]) if isinstance(document, dict) else document
    return iter(enumerate(listed if isinstance(listed, list) else [None], start=1))


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _own(line: int, offer: Offer) -> Record:
    values = offer | {
        "reference": offer.get("source_id") or offer.get("reference") or offer.get("id"),
        "occupation": offer.get("job_title") or offer.get("rome_label") or offer.get("occupation"),
        "openings": offer.get("positions") or offer.get("openings"),
        "place": offer.get("place") or offer.get("places") or offer.get("commune"),
        "hours": offer.get("hours") or offer.get("working_time"),
        "published_on": offer.get("published_on") or offer.get("published_at"),
    }
    return make_record(line, values, skills=offer.get("skills"))


def _service(line: int, offer: Offer) -> Record:
    place, company, salary, contact, origin = (
        _part(offer, name) for name in ("lieuTravail", "entreprise", "salaire", "contact", "origineOffre")
    )
    values = {
        "source": "france-travail",
        "reference": offer.get("id"),
        "title": offer.get("intitule"),
        "description": offer.get("description"),
        "company": company.get("nom"),
        "siret": company.get("siret"),
        "contract": "alternance" if offer.get("alternance") is True else offer.get("typeContrat"),
        "contract_label": offer.get("typeContratLibelle"),
        "nature": offer.get("natureContrat"),
        "hours": offer.get("dureeTravailLibelle") or offer.get("dureeTravailLibelleConverti"),
        "salary": salary.get("libelle") or salary.get("commentaire"),
        "place": place.get("libelle"),
        "insee": place.get("commune"),
        "postal_code": place.get("codePostal"),
        "lat": place.get("latitude"),
        "lon": place.get("longitude"),
        "rome_code": offer.get("romeCode"),
        "occupation": offer.get("appellationlibelle") or offer.get("romeLibelle"),
        "experience": offer.get("experienceLibelle") or offer.get("experienceExige"),
        "openings": offer.get("nombrePostes"),
        "published_on": offer.get("dateCreation"),
        "apply_url": contact.get("urlPostulation") or origin.get("urlOrigine"),
        "apply_email": contact.get("courriel"),
    }
    wanted = offer.get("competences")
    skills = [skill.get("libelle") for skill in wanted if isinstance(skill, dict)] if isinstance(wanted, list) else ()
    return make_record(line, values, skills=skills)


def _part(offer: Offer, name: str) -> Offer:
    part = offer.get(name)
    return part if isinstance(part, dict) else {}
