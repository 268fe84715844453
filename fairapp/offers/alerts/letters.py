"""Letters of alerts: the one that asks, the one with news, the one before an address is forgotten.

Each is composed anew from the rows under a key of its own: whoever sends it twice sends the same letter twice.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, select

from fairapp import mail
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account
from fairapp.accounts.services import link_token
from fairapp.core.settings import Settings
from fairapp.core.tasks import outside
from fairapp.core.text import squeeze
from fairapp.offers.alerts import kept
from fairapp.offers.alerts.enums import FREQUENCY_LABELS, AlertStatus
from fairapp.offers.alerts.models import AlertLetter, AlertReader, SavedSearch
from fairapp.offers.alerts.queries import Found, address_of, found_for, link_of
from fairapp.offers.alerts.reasons import Answer, reasons
from fairapp.offers.alerts.services.ending import FORGOTTEN_AFTER, NOTICE
from fairapp.offers.alerts.services.saving import MOST
from fairapp.offers.alerts.wording import search_url
from fairapp.offers.board.fallback import within
from fairapp.offers.board.index import offer_index
from fairapp.offers.board.rows import OfferRow, offer_rows
from fairapp.offers.board.scopes import board_scope
from fairapp.offers.labels import contract_label, offer_path, place_label
from fairapp.offers.models import Offer
from fairapp.search import IndexUnusable
from fairapp.web.formats import long_date
from fairapp.web.i18n import translate

MOST_SHOWN = 20  # offers in a letter; the page of the search has them all


@dataclass(frozen=True)
class Letter:
    """`is_one_of_many`: a mail reader's own button ends them all (RFC 8058)."""

    name: str
    subject: str
    context: Mapping[str, object]
    key: str
    is_one_of_many: bool = False


@dataclass(frozen=True)
class Part:
    """What one search found, as the letter shows it."""

    name: str
    url: str
    offers: list[dict[str, str]]  # title, company, place, contract, why, url
    more: int

    @property
    def total(self) -> int:
        return len(self.offers) + self.more


@outside
def send_answer(session: Session, reader_id: int, search_id: int | None, bucket: int) -> None:
    """Answer whoever gave this address: confirm the search, or hear that it runs, or that there is no room for it."""
    reader = session.get(AlertReader, reader_id)
    search = session.get(SavedSearch, search_id) if search_id else None
    is_theirs = search is not None and search.reader_id == reader_id
    if reader is None or (url := _own_url(session, reader)) is None or (search_id and not is_theirs):
        return
    with mail.in_language(reader.locale):
        state = search.status.value if search else "full"
        is_new = search is not None and search.status is AlertStatus.PENDING
        subject = _("Confirmez votre alerte") if is_new else _("Vos alertes d'offres")
        context = {
            "state": state, "name": search.name if search else "", "most": MOST, "days": FORGOTTEN_AFTER.days,
            "frequency": translate(FREQUENCY_LABELS[search.frequency]).lower() if search else "",
            "confirm_url": f"{url}/{search_id}/confirmer", "url": url,
        }  # fmt: skip
    key = f"alert-asked-{reader_id}-{search_id}-{bucket}"
    _send(session, reader, Letter("asked", subject, context, key))


@outside
def send_news(session: Session, letter_id: int) -> None:
    """Tell what is new, unless nothing of it is still to be had, or the reader wants to hear no more."""
    letter = session.get(AlertLetter, letter_id)
    reader = session.get(AlertReader, letter.reader_id) if letter else None
    if letter is None or reader is None or (url := _own_url(session, reader)) is None or _is_disabled(session, reader):
        return
    with mail.in_language(reader.locale):
        parts = _parts(session, found_for(session, letter))
        if not parts:
            return
        subject = _subject(parts)
    context = {"parts": parts, "url": url}
    _send(session, reader, Letter("news", subject, context, f"alert-letter-{letter.id}", is_one_of_many=True))


def _subject(parts: Sequence[Part]) -> str:
    total, name = sum(part.total for part in parts), parts[0].name
    if total == 1:
        return str(_("Nouvelle offre : %(title)s", title=parts[0].offers[0]["title"]))
    if len(parts) == 1:
        return str(
            ngettext("%(num)s nouvelle offre : %(name)s", "%(num)s nouvelles offres : %(name)s", total, name=name)
        )
    return str(ngettext("%(num)s nouvelle offre pour vos alertes", "%(num)s nouvelles offres pour vos alertes", total))


@outside
def send_notice(session: Session, reader_id: int) -> None:
    """Ask whether to go on, unless they answered meanwhile."""
    reader = session.get(AlertReader, reader_id)
    told_at = reader.erasure_announced_at if reader else None
    if reader is None or told_at is None or (url := _own_url(session, reader)) is None:
        return
    with mail.in_language(reader.locale):
        subject, day = _("Garder vos alertes ?"), long_date(told_at + NOTICE)
    key = f"alert-notice-{reader.id}-{told_at:%Y%m%d}"
    _send(session, reader, Letter("notice", subject, {"day": day, "url": url}, key, is_one_of_many=True))


def _parts(session: Session, found: Sequence[Found]) -> list[Part]:
    """Put each offer under the first of the searches that found it, as long as its board shows it."""
    told: set[int] = set()
    parts = []
    for search, offers in found:
        shown = within(session, board_scope(session, search.cluster_id), offers.keys() - told)
        rows = offer_rows(session, sorted(shown, reverse=True))
        room = max(0, MOST_SHOWN - len(told))
        if rows:
            parts.append(_part(session, search, rows, offers, room=room))
            told |= shown
    return parts


def _part(
    session: Session, search: SavedSearch, rows: Sequence[OfferRow], km: Mapping[int, float | None], *, room: int
) -> Part:
    criteria, terms = kept.read(search.criteria), frozenset[str]()
    with suppress(IndexUnusable):  # the letter then tells the distance and the choices, not the words
        terms = offer_index().terms(criteria.text) if criteria.text else terms
    shown = rows[:room]
    skills = dict(
        session.exec(select(Offer.id, Offer.skills).where(col(Offer.id).in_([row.id for row in shown]))).all()
    )
    answers = [Answer(row, skills[row.id], criteria, terms, km[row.id]) for row in shown]
    url = mail.absolute(_settings(), search_url(session, search))
    return Part(squeeze(search.name), url, [_offer(answer) for answer in answers], len(rows) - len(shown))


def _offer(answer: Answer) -> dict[str, str]:
    row = answer.row
    company = ", ".join(employer.name for employer in row.employers) or translate("Entreprise non communiquée")
    return {
        "title": squeeze(row.title), "company": company, "place": place_label(row.places),
        "contract": contract_label(row), "why": " · ".join(reasons(answer)), "url": mail.absolute(_settings(), offer_path(row)),
    }  # fmt: skip


def _is_disabled(session: Session, reader: AlertReader) -> bool:
    account = session.get(Account, reader.account_id) if reader.account_id else None
    return account is not None and account.is_disabled


def _own_url(session: Session, reader: AlertReader, purpose: LinkPurpose = LinkPurpose.ALERTS) -> str | None:
    link = link_of(session, reader, purpose)
    return mail.absolute(_settings(), f"/alertes/{link_token(_settings(), link)}") if link else None


def _send(session: Session, reader: AlertReader, letter: Letter) -> None:
    url = _own_url(session, reader, LinkPurpose.ALERTS_STOP) if letter.is_one_of_many else None
    stop_url = f"{url}/desinscription" if url else ""
    message = mail.Message(
        address_of(session, reader), squeeze(letter.subject), f"alerts_{letter.name}", letter.context,
        key=letter.key, locale=reader.locale, unsubscribe_url=stop_url,
    )  # fmt: skip
    mail.send(_settings(), message)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["fairapp"].settings
    return settings
