"""Who applied where: inboxes in every state, how fast companies answer, a candidate with profile, CV and alerts."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qsl

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from werkzeug.datastructures import MultiDict

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import issue_link
from fairapp.candidates.consents import set_consent
from fairapp.candidates.cvs import Cv, copy_cv
from fairapp.candidates.enums import Purpose
from fairapp.candidates.models import ProfileDraft
from fairapp.candidates.profiles import held_profile, save_profile, set_cv
from fairapp.clusters.models import Company
from fairapp.clusters.queries import cluster_by_slug, people_of_company
from fairapp.core.clock import now
from fairapp.core.text import fold, slugify
from fairapp.demo.world import PERSONAS
from fairapp.offers.alerts.enums import Frequency
from fairapp.offers.alerts.services import Wish, save_own
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.inbox.figures import reckon_figures
from fairapp.offers.applications.models import Application, ApplicationNote, ApplicationStep
from fairapp.offers.applications.queries import recipient_of
from fairapp.offers.applications.states import ANSWERS, OPEN
from fairapp.offers.board.criteria import read_criteria
from fairapp.offers.models import Offer, OfferCluster
from fairapp.offers.queries import is_live

S, A = ApplicationStatus, Action
# The steps that lead to each state, and how often an inbox shows it.
STORIES: Mapping[ApplicationStatus, tuple[tuple[Action, ApplicationStatus], ...]] = {
    S.NEW: (),
    S.READ: ((A.OPEN, S.READ),),
    S.IN_PROGRESS: ((A.OPEN, S.READ), (A.START, S.IN_PROGRESS)),
    S.INTERVIEW: ((A.OPEN, S.READ), (A.INVITE, S.INTERVIEW)),
    S.PROPOSAL: ((A.OPEN, S.READ), (A.INVITE, S.INTERVIEW), (A.PROPOSE, S.PROPOSAL)),
    S.HIRED: ((A.INVITE, S.INTERVIEW), (A.PROPOSE, S.PROPOSAL), (A.HIRE, S.HIRED)),
    S.REFUSED: ((A.OPEN, S.READ), (A.REFUSE, S.REFUSED)),
    S.WITHDRAWN: ((A.WITHDRAW, S.WITHDRAWN),),
}
OFTEN = {
    S.NEW: 22, S.READ: 16, S.IN_PROGRESS: 12, S.INTERVIEW: 14, S.PROPOSAL: 4, S.HIRED: 4, S.REFUSED: 24, S.WITHDRAWN: 4,
}  # fmt: skip
WORDS = {
    A.INVITE: "Bonjour, votre parcours nous intéresse. Seriez-vous libre mardi ou jeudi matin ?",
    A.PROPOSE: "Bonjour, nous avons le plaisir de vous proposer le poste.",
    A.HIRE: "Bienvenue dans l’équipe !",
    A.REFUSE: "Bonjour, merci de votre candidature. Une autre personne a été retenue pour ce poste.",
    A.START: "Bonjour, nous étudions votre candidature et revenons vers vous cette semaine.",
}
FIRST = (
    "Maël", "Nolwenn", "Awen", "Ewen", "Lénaïg", "Titouan", "Katell", "Malo", "Oanez", "Gaëtan", "Aminata", "Loïza",
)  # fmt: skip
LAST = (
    "Abgrall", "Bodros", "Cariou", "Derrien", "Floc’h", "Guyader", "Hamon", "Jaouen", "Kerbrat", "Le Meur", "Nedelec",
)  # fmt: skip
MESSAGES = (
    "J’ai fait le même travail pendant quatre ans et j’habite à vingt minutes. Je suis libre dès le mois prochain.",
    "Votre atelier m’a été recommandé par un ancien collègue. J’aimerais vous rencontrer.",
    "En reconversion, je termine une formation dans ce métier et je cherche mon premier poste.",
    "Je connais bien vos machines pour les avoir réglées en intérim l’hiver dernier.",
)
NOTES = ("Vue au salon, très bon échange.", "À rappeler avant vendredi, préavis d’un mois.")
SLOW, USUAL, QUICK = (9.0, 26.0), (2.0, 9.0), (0.3, 3.0)  # days to a first answer
OF_PERSONA, OF_OTHERS, OLDEST = 4, 16, 120  # offers that people apply to: of a persona's company, of all the others
ALERTS = (("q=soudeur&ou=Brest", Frequency.WEEKLY), ("q=composites", Frequency.DAILY))
ENORA = ((S.INTERVIEW, 6), (S.NEW, 2), (S.REFUSED, 20), (S.IN_PROGRESS, 4))  # what she waits for: state, days ago


class Person(NamedTuple):
    first_name: str
    last_name: str
    email: str


def load_hire(session: Session, rnd: random.Random) -> None:
    """Let people apply; the candidate that one can be has written a profile, and waits for answers too."""
    played = [one.where for one in PERSONAS if one.role == "company"]
    recruiting = session.exec(select(Company).where(col(Company.slug).in_(played)).order_by(col(Company.id))).all()
    for company in recruiting:
        for offer in _live(session, col(Offer.company_id) == company.id)[:OF_PERSONA]:
            _apply_to(session, offer, rnd, count=rnd.randint(2, 6), pace=USUAL)
    claimed = select(Company.id).where(col(Company.claimed_at).is_not(None), col(Company.slug).not_in(played))
    others = _live(session, col(Offer.company_id).in_(claimed))[:OLDEST]
    for offer in rnd.sample(others, min(len(others), OF_OTHERS)):
        _apply_to(session, offer, rnd, count=rnd.randint(7, 9), pace=rnd.choice((SLOW, USUAL, QUICK)))
    _leave_to_organiser(session, rnd)
    _load_candidate(session, recruiting, rnd)
    session.flush()
    reckon_figures(session)


def _live(session: Session, *which: ColumnElement[bool]) -> Sequence[Offer]:
    """Return what is on line, the oldest first: most people have answered that."""
    return session.exec(select(Offer).where(is_live(), *which).order_by(col(Offer.published_at), col(Offer.id))).all()


def _apply_to(session: Session, offer: Offer, rnd: random.Random, *, count: int, pace: tuple[float, float]) -> None:
    """Let `count` people apply; `pace` is within how many days the company says its first word."""
    for person in _people(rnd, count):
        application = _write(session, offer, person, rnd.choice(MESSAGES), days=rnd.uniform(0.2, 34))
        status = rnd.choices(list(OFTEN), list(OFTEN.values()))[0]
        _tell(session, application, status, first_word=application.created_at + timedelta(days=rnd.uniform(*pace)))


def _people(rnd: random.Random, count: int) -> list[Person]:
    pairs = [(first, last) for first in FIRST for last in LAST]
    return [
        Person(first, last, f"{slugify(first)}.{slugify(last)}@demo.example")
        for first, last in rnd.sample(pairs, count)
    ]


def _write(session: Session, offer: Offer, person: Person, message: str, *, days: float) -> Application:
    """Write an application that was sent so many days ago, but not before the offer was on line for a while."""
    age = now() - (offer.published_at or now())
    sent = now() - min(timedelta(days=days), age * 0.9)
    recipient = recipient_of(session, offer)
    application = Application(
        offer_id=offer.id, channel=recipient.channel, cluster_id=recipient.cluster_id, **person._asdict(), folded_name=fold(f"{person.last_name} {person.first_name}"),
        message=message, created_at=sent, status_at=sent, contact_at=sent,
    )  # fmt: skip
    session.add(application)
    session.flush()
    issue_link(session, LinkPurpose.APPLICATION, email=person.email, subject_id=application.id)
    return application


def _tell(session: Session, application: Application, status: ApplicationStatus, *, first_word: datetime) -> None:
    recruiters = people_of_company(session, session.get_one(Offer, application.offer_id).company_id or 0)
    by = recruiters[0].id if recruiters else None
    for number, (action, target) in enumerate(STORIES[status]):
        at = min(first_word + timedelta(days=2 * number), now() - timedelta(minutes=9 - number))
        side = Side.CANDIDATE if action is A.WITHDRAW else Side.COMPANY
        refusal = Refusal.OTHER_CHOSEN if action is A.REFUSE else None
        session.add(
            ApplicationStep(
                application_id=application.id, at=at, account_id=by if side is Side.COMPANY else None, side=side,
                action=action, from_status=application.status, to_status=target, refusal=refusal,
                reason=WORDS.get(action, ""),
            )
        )  # fmt: skip
        application.status, application.status_at, application.contact_at = target, at, at
        application.refusal = refusal
        application.closed_at = at if target not in OPEN else None
        if action in ANSWERS and application.answered_at is None:
            application.answered_at = at
    session.add(application)
    session.flush()


def _leave_to_organiser(session: Session, rnd: random.Random) -> None:
    """Give the organiser that one can be something to answer: offers of companies that nobody speaks for yet."""
    board = cluster_by_slug(session, next(one.where for one in PERSONAS if one.role == "organiser"))
    on_board = select(OfferCluster.offer_id).where(OfferCluster.cluster_id == (board.id if board else 0))
    unclaimed = select(Company.id).where(col(Company.claimed_at).is_(None))
    for offer in _live(
        session, col(Offer.id).in_(on_board), col(Offer.company_id).in_(unclaimed), ~col(Offer.is_shared)
    )[:2]:
        offer.apply_email = ""
        session.add(offer)
        for person in _people(rnd, 2):
            _write(session, offer, person, rnd.choice(MESSAGES), days=rnd.uniform(1, 9))


def _load_candidate(session: Session, recruiting: Sequence[Company], rnd: random.Random) -> None:
    persona = next(one for one in PERSONAS if one.role == "candidate")
    account = find_account(session, persona.email)
    if account is None:
        return
    _write_profile(session, account)
    offers = [offer for company in recruiting for offer in _live(session, col(Offer.company_id) == company.id)[-2:]]
    for offer, (status, days) in zip(offers, ENORA, strict=False):
        application = _own_application(session, account, offer, rnd.choice(MESSAGES), days=days)
        _tell(session, application, status, first_word=application.created_at + timedelta(days=1))
        if recruiters := people_of_company(session, offer.company_id or 0):
            note = rnd.choice(NOTES)
            session.add(
                ApplicationNote(
                    application_id=application.id, account_id=recruiters[0].id, company_id=offer.company_id, body=note
                )
            )
    for query, frequency in ALERTS:
        criteria = read_criteria(MultiDict(parse_qsl(query)))
        wish = Wish(criteria, None, criteria.text.capitalize(), frequency)
        save_own(session, wish, email=account.email, account_id=account.id, locale=account.locale)


def _write_profile(session: Session, account: Account) -> None:
    first, _, last = account.name.partition(" ")
    draft = ProfileDraft(
        first_name=first, last_name=last, phone="06 00 00 00 00", commune="Brest (29)",
        headline="Technicienne composites, prête à former et à apprendre",
    )  # fmt: skip
    save_profile(session, account, draft)
    set_cv(session, account, Cv(_paper([account.name, draft.headline, draft.commune]), 1))
    set_consent(session, held_profile(session, account), Purpose.APPLICATIONS, given=True)


def _own_application(session: Session, account: Account, offer: Offer, message: str, *, days: int) -> Application:
    """Send one with the profile's CV, and agree to two years."""
    profile = held_profile(session, account)
    application = _write(
        session, offer, Person(profile.first_name, profile.last_name, account.email), message, days=days
    )
    application.account_id = account.id
    application.keep_consent_at = application.created_at
    if profile.cv_file_id and (cv := copy_cv(session, profile.cv_file_id, owner="application")):
        application.cv_file_id = cv.id
    session.flush()
    return application


def _paper(lines: Sequence[str]) -> bytes:
    """Return a PDF of one page with these lines."""
    shown = " ".join(f"({line.encode('cp1252', 'replace').decode('latin-1')}) Tj T*" for line in lines)
    content = f"BT /F1 16 Tf 24 TL 60 760 Td {shown} ET".encode("latin-1")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    body, starts = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        starts.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    return (
        body
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )
