"""The page of an offer in words: what `offers/_offer.html` draws, for visitors and for previews alike."""

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import ngettext

from fairapp.clusters.queries import logo_url
from fairapp.core.text import N_
from fairapp.offers.enums import EXPERIENCE_LABELS, REMOTE_LABELS, WORKING_TIME_LABELS, Remote
from fairapp.offers.labels import contract_label, place_label, salary_label, tags
from fairapp.offers.models import Offer
from fairapp.offers.queries import Employer, Sheet
from fairapp.web.formats import long_date
from fairapp.web.i18n import translate

UNKNOWN = N_("Entreprise non communiquée")
BAND_TILES = 10
EXCERPT = 260  # characters of a company's text
Fact = tuple[str, str, str]  # icon, title, text


class EmployerCard(NamedTuple):
    id: int
    name: str
    url: str
    logo_url: str | None
    place: str
    text: str
    open_offers: str  # « 5 offres ouvertes »


class Face(NamedTuple):
    """What the page shows beside the description, in order."""

    title: str
    employers: list[EmployerCard]
    who: str  # the companies' names
    where: str
    boards: str  # « Offre publiée par … »
    tags: list[tuple[str, str]]  # label, tone
    facts: list[Fact]
    band_id: int  # picks the tiles of the band


def offer_face(sheet: Sheet) -> Face:
    """Put an offer into words; a global of templates."""
    offer = sheet.offer
    employers = [_card(employer) for employer in sheet.employers]
    labels = [(label, "") for label in tags(offer)]
    if offer.is_shared:
        labels.insert(0, (_shared_label(len(employers)), "share"))
    return Face(
        title=offer.title,
        employers=employers,
        who=", ".join(employer.name for employer in employers) or translate(UNKNOWN),
        where=place_label(sheet.places),
        boards=", ".join(cluster.name for cluster in sheet.clusters),
        tags=labels,
        facts=list(_facts(sheet)),
        band_id=offer.company_id or offer.id or 0,
    )


def _shared_label(companies: int) -> str:
    if companies < 2:
        return translate("Temps partagé")
    return str(ngettext("Temps partagé, %(num)s entreprise", "Temps partagé, %(num)s entreprises", companies))


def _facts(sheet: Sheet) -> Iterator[Fact]:
    for place in sheet.places:
        yield "pin", place.label, ""
    yield from _work(sheet.offer)
    yield from _pay(sheet.offer)
    yield from _start(sheet.offer)


def _work(offer: Offer) -> Iterator[Fact]:
    hours = translate(WORKING_TIME_LABELS[offer.working_time]) if offer.working_time else ""
    if contract := contract_label(offer):
        yield "briefcase", contract, hours
    if offer.remote is not Remote.NONE:
        yield "screen", translate(REMOTE_LABELS[offer.remote]), ""
    if offer.experience:
        yield "star", translate(EXPERIENCE_LABELS[offer.experience]), translate("Expérience demandée")
    if offer.occupation and offer.rome_code:
        yield "file", offer.occupation, translate("Métier de référence, code ROME %(code)s", code=offer.rome_code)


def _pay(offer: Offer) -> Iterator[Fact]:
    if pay := salary_label(offer):
        yield "euro", pay, ""
    elif offer.salary_motive:
        yield "euro", translate("Salaire non affiché"), offer.salary_motive


def _start(offer: Offer) -> Iterator[Fact]:
    if offer.starts_on:
        yield "calendar", translate("À partir du %(day)s", day=long_date(offer.starts_on)), ""
    if offer.openings > 1:
        yield "users", str(ngettext("%(num)s poste à pourvoir", "%(num)s postes à pourvoir", offer.openings)), ""


def _card(employer: Employer) -> EmployerCard:
    company = employer.company
    text = " ".join(company.description.split())
    count = employer.open_offers
    return EmployerCard(
        id=company.id,
        name=company.name,
        url=f"/entreprises/{company.slug}",
        logo_url=logo_url(company.logo_id),
        place=f"{company.commune} ({company.department})"
        if company.commune and company.department
        else company.commune,
        text=text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + "…",
        open_offers=str(ngettext("%(num)s offre ouverte", "%(num)s offres ouvertes", count)) if count else "",
    )
