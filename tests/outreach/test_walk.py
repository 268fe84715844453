"""One visit from the catalogue to the attestation, clicked by the teacher, the company and the organiser (rows E5 to E13)."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import Session, col, select

import fairapp.tables  # noqa: F401 - rows point to tables of all domains
from fairapp.clusters.models import Company, School
from fairapp.core.clock import now
from fairapp.core.db import make_engine, open_session
from fairapp.core.settings import Settings
from fairapp.outreach.enums import Action, RequestStatus
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.requests.services import clockwork
from tests.outreach.factories import a_school_day
from tests.support.axe import violations
from tests.support.browser import MOBILE, open_page
from tests.support.server import Server

pytestmark = pytest.mark.browser

TEACHER, COMPANY, ORGANISER = "Professeure", "Recruteuse, Chantiers Kermarec", "Organisatrice"
SCHOOL, KERMAREC = "/ecole/college-anna-marly-brest", "/entreprise/chantiers-kermarec"
IROISE = "/pilotage/iroise-composites"
VISIT = "Un chantier naval, de la tôle à la mise à l’eau"
ACCORD = re.compile("La direction de l’établissement a donné son accord")
Begin = Callable[[], AbstractContextManager[Session]]
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class People(NamedTuple):
    teacher: Page
    company: Page
    organiser: Page


@pytest.fixture
def people(browser: Browser, live_server: Server) -> Iterator[People]:
    with (
        signed_in(browser, live_server, TEACHER) as teacher,
        signed_in(browser, live_server, COMPANY) as company,
        signed_in(browser, live_server, ORGANISER) as organiser,
    ):
        yield People(teacher, company, organiser)


@contextmanager
def signed_in(browser: Browser, server: Server, label: str, **options: object) -> Iterator[Page]:
    with open_page(browser, server.url, **options) as page:
        page.goto("/connexion")
        page.get_by_role("button", name=label).click()
        page.wait_for_url(lambda url: "/connexion" not in url)
        yield page


@pytest.fixture
def database(live_server: Server) -> Iterator[Begin]:
    """Give short write sessions on the server's own database: what waits for days is done there."""
    engine = make_engine(Settings(data_dir=live_server.data_dir, database_url="").database_url)

    @contextmanager
    def begin() -> Iterator[Session]:
        with open_session(engine) as session:
            yield session
            session.commit()

    yield begin
    engine.dispose()


def id_of(page: Page) -> int:
    return int(urlsplit(page.url).path.rpartition("/")[2])


def state_of(page: Page) -> Locator:
    return page.locator("#demande .pill").first


def fill_class(page: Page, name: str, pupils: int, grade: str = "3e") -> None:
    page.get_by_label("Niveau").select_option(grade)
    page.get_by_label("Nom de la classe").fill(name)
    page.get_by_label("Nombre d’élèves").fill(str(pupils))
    page.get_by_label(ACCORD).check()


def way(page: Page, label: str) -> Locator:
    """Return the form of what may be done, unfolded."""
    found = page.locator("#demande details", has=page.locator("summary", has_text=label))
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def act(page: Page, label: str, *, reason: str = "", dates: tuple[datetime, ...] = ()) -> None:
    form = way(page, label)
    for rank, at in enumerate(dates):
        form.locator(f'[name="dates[{rank}].day"]').fill(f"{at:%Y-%m-%d}")
        form.locator(f'[name="dates[{rank}].hour"]').fill(f"{at:%H:%M}")
    if reason:
        form.get_by_label("Pourquoi ?").fill(reason)
    form.get_by_role("button", name=label).click()


def take_date(page: Page, label: str) -> None:
    form = way(page, label)
    form.get_by_role("radio").first.check(force=True)
    form.get_by_role("button", name=label).click()


def give_opinion(page: Page) -> None:
    form = way(page, "Donner mon avis")
    for question in ("utile aux élèves", "bien organisée", "Recommenceriez-vous"):
        form.get_by_role("group", name=re.compile(question)).get_by_label("Tout à fait").check(force=True)
    form.get_by_label("Un mot de plus").fill("La classe en parle encore.")
    form.get_by_role("button", name="Donner mon avis").click()


def at_this_request(page: Page, base: str, id: int, state: str) -> None:
    page.goto(f"{base}/demandes/{id}")
    expect(state_of(page)).to_have_text(re.compile(re.escape(state)))


def test_e7_a_visit_is_found_and_a_slot_of_it_booked_at_once(people: People) -> None:
    page = people.teacher
    page.goto("/visites")
    page.locator("#q").fill("chantier naval")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=VISIT, exact=True).click()
    page.get_by_role("radio", name=re.compile("place")).first.check(force=True)
    page.get_by_role("button", name="Continuer").click()
    fill_class(page, "3e H", 20)
    page.get_by_role("button", name="Réserver ou envoyer la demande").click()
    expect(state_of(page)).to_have_text("Confirmée")
    id = id_of(page)
    at_this_request(people.company, KERMAREC, id, "Confirmée")
    at_this_request(people.organiser, f"{IROISE}/ecoles", id, "Confirmée")
    act(page, "Annuler la rencontre", reason="Pas de car ce jour-là.")  # the demo is everyone's
    expect(state_of(page)).to_have_text("Annulée")


def test_e5_a_request_goes_through_all_states_to_its_attestation(people: People, database: Begin) -> None:
    id = ask_for_a_visit(people.teacher)
    entrust(people.organiser, id)
    day = agree_on_a_date(people, id)
    moved_to = day + timedelta(hours=1)
    move(people, id, moved_to)
    with database() as session:
        agreed = session.get_one(OutreachRequest, id)
        assert (agreed.sequence, agreed.starts_at) == (1, moved_to)
        let_days_pass(session, id, until=timedelta(days=-2))
        for action in (Action.FINISH, Action.THANK):
            clockwork.run(session, action, id)
    for given, (page, base) in enumerate(((people.teacher, SCHOOL), (people.company, KERMAREC)), 1):
        at_this_request(page, base, id, "Passée, bilan à faire")
        give_opinion(page)
        expect(page.locator("#demande .timeline b", has_text="Bilan rendu")).to_have_count(given)
    with database() as session:
        let_days_pass(session, id, until=-clockwork.CORRECT_WITHIN)
        clockwork.run(session, Action.CLOSE, id)
    take_papers(people, id)


def ask_for_a_visit(teacher: Page) -> int:
    teacher.goto(f"{SCHOOL}/demandes/nouvelle?cluster=iroise-composites")
    fill_class(teacher, "3e W", 22)
    teacher.get_by_label("Ce que vous aimeriez").fill("Rencontrer quelqu’un du chantier.")
    teacher.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(teacher.get_by_role("button", name="Supprimer ce brouillon")).to_be_visible()
    teacher.get_by_label(ACCORD).check()
    teacher.get_by_role("button", name="Envoyer la demande").click()
    expect(state_of(teacher)).to_have_text("Envoyée")
    return id_of(teacher)


def entrust(organiser: Page, id: int) -> None:
    at_this_request(organiser, f"{IROISE}/ecoles", id, "Envoyée")
    form = way(organiser, "Confier à une entreprise")
    form.get_by_label("Entreprise").select_option(label="Chantiers Kermarec")
    form.get_by_role("button", name="Confier à une entreprise").click()
    expect(organiser.locator("#demande")).to_contain_text("Confiée à une entreprise")


def agree_on_a_date(people: People, id: int) -> datetime:
    """The first dates do not suit; of the others the first is chosen, and returned."""
    teacher, company, _organiser = people
    first, second, third = (a_school_day(in_days=days, hour=16) for days in (40, 47, 54))
    propose(company, id, first, second)
    at_this_request(teacher, SCHOOL, id, "Dates proposées")
    act(teacher, "Demander d’autres dates", reason="Le jeudi nous irait mieux.")
    expect(state_of(teacher)).to_have_text("Envoyée")
    propose(company, id, second, third)
    at_this_request(teacher, SCHOOL, id, "Dates proposées")
    take_date(teacher, "Choisir une date")
    expect(state_of(teacher)).to_have_text("Confirmée")
    expect(teacher.get_by_role("link", name="Invitation d’agenda")).to_be_visible()
    return second


def propose(company: Page, id: int, *dates: datetime) -> None:
    at_this_request(company, KERMAREC, id, "Envoyée")
    form = way(company, "Proposer des dates")
    form.get_by_label("Qui rencontre la classe").select_option(label="Tristan, Dessinateur naval")
    act(company, "Proposer des dates", dates=dates)
    expect(state_of(company)).to_have_text("Dates proposées")


def move(people: People, id: int, to: datetime) -> None:
    at_this_request(people.company, KERMAREC, id, "Confirmée")
    act(people.company, "Proposer une autre date", reason="La grue est en révision.", dates=(to,))
    expect(state_of(people.company)).to_have_text("Autre date demandée par l’entreprise")
    at_this_request(people.teacher, SCHOOL, id, "Autre date demandée par l’entreprise")
    take_date(people.teacher, "Accepter la nouvelle date")
    expect(state_of(people.teacher)).to_have_text("Confirmée")


def let_days_pass(session: Session, id: int, *, until: timedelta) -> None:
    """Put the end of the visit so far from now."""
    request = session.get_one(OutreachRequest, id)
    request.starts_at, request.ends_at = now() + until - timedelta(hours=2), now() + until
    session.add(request)
    session.flush()


def take_papers(people: People, id: int) -> None:
    at_this_request(people.teacher, SCHOOL, id, "Terminée")
    assert download(people.teacher, "Attestation de la classe").startswith(b"%PDF")
    at_this_request(people.company, KERMAREC, id, "Terminée")
    for name in ("Attestation du professionnel", "Attestation de l’entreprise"):
        assert download(people.company, name).startswith(b"%PDF")
    at_this_request(people.organiser, f"{IROISE}/ecoles", id, "Terminée")
    steps = people.organiser.locator("#demande .timeline li > b").all_inner_texts()
    assert steps == [
        "Demande envoyée", "Confiée à une entreprise", "Dates proposées", "Autres dates demandées", "Dates proposées",
        "Date choisie", "Autre date demandée", "Nouvelle date acceptée", "La visite a eu lieu", "Bilan rendu",
        "Bilan rendu", "Demande terminée",
    ]  # fmt: skip


def download(page: Page, name: str) -> bytes:
    address = page.get_by_role("link", name=name).get_attribute("href")
    answer = page.request.get(address)
    assert answer.status == 200
    return answer.body()


def test_e7_a_slot_is_booked_and_given_back_without_script(browser: Browser, live_server: Server) -> None:
    with signed_in(browser, live_server, TEACHER, java_script_enabled=False) as page:
        page.goto("/visites?q=chantier+naval")
        page.get_by_role("link", name=VISIT, exact=True).click()
        page.get_by_role("radio", name=re.compile("place")).first.check(force=True)
        page.get_by_role("button", name="Continuer").click()
        fill_class(page, "3e K", 500)
        page.get_by_role("button", name="Réserver ou envoyer la demande").click()
        expect(page.locator(".error-summary")).to_be_visible()
        expect(page.get_by_label("Nom de la classe")).to_have_value("3e K")
        page.get_by_label("Nombre d’élèves").fill("20")
        page.get_by_label(ACCORD).check()
        page.get_by_role("button", name="Réserver ou envoyer la demande").click()
        expect(state_of(page)).to_have_text("Confirmée")
        act(page, "Annuler la rencontre", reason="Pas de car ce jour-là.")
        expect(state_of(page)).to_have_text("Annulée")


def test_e9_the_keyboard_alone_withdraws_a_request(browser: Browser, live_server: Server) -> None:
    with signed_in(browser, live_server, TEACHER) as page:
        page.goto(f"{SCHOOL}/demandes/nouvelle?cluster=iroise-composites")
        fill_class(page, "3e Z", 21)
        page.get_by_role("button", name="Envoyer la demande").focus()
        page.keyboard.press("Enter")
        expect(state_of(page)).to_have_text("Envoyée")
        page.locator("summary", has_text="Retirer la demande").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_label("Pourquoi ?")).to_be_focused()
        page.keyboard.press("Tab")  # nothing said yet
        page.keyboard.press("Enter")
        expect(page.locator(".error-summary")).to_be_focused()
        page.get_by_label("Pourquoi ?").focus()
        page.keyboard.type("Le projet est reporté.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(state_of(page)).to_have_text("Annulée")


def one_of_each_state(session: Session, column: str, slug: str) -> list[int]:
    """Return the newest request in each state that has a page of its own for this side."""
    model = School if column == "school_id" else Company
    organisation = session.exec(select(model).where(model.slug == slug)).one()
    mine = select(OutreachRequest).where(getattr(OutreachRequest, column) == organisation.id)
    newest = {request.status: request.id for request in session.exec(mine.order_by(col(OutreachRequest.id)))}
    if model is Company:
        newest.pop(RequestStatus.DRAFT, None)
    return list(newest.values())


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("label", "base", "column"), [(TEACHER, SCHOOL, "school_id"), (COMPANY, KERMAREC, "company_id")]
)
def test_e5_the_page_of_each_state_is_sound(
    browser: Browser, live_server: Server, database: Begin, label: str, base: str, column: str
) -> None:
    """Nothing wider than a phone, no complaint of axe in the light or in the dark."""
    with database() as session:
        ids = one_of_each_state(session, column, base.rpartition("/")[2])
    faults = []
    with signed_in(browser, live_server, label, viewport=MOBILE) as page:
        for path in [f"{base}/demandes", *(f"{base}/demandes/{id}" for id in ids)]:
            page.goto(path)
            if (wider := page.evaluate(SIDEWAYS)) > 0:
                faults.append(f"{path}: {wider} px wider than the phone")
            faults += [f"{path}: {line}" for line in violations(page)]
    assert faults == []
    assert len(ids) >= 6
