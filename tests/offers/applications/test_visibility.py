"""An application is never visible to another company: page, list, file, feed, mail link, API (rows K1, A4)."""

import io
from datetime import timedelta

import pytest
from sqlmodel import select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import issue_link, link_token
from fairapp.candidates.enums import Purpose
from fairapp.candidates.queries import purposes_open_to
from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.core.files import StoredFile
from fairapp.offers.applications.enums import Action, Side
from fairapp.offers.applications.inbox.queries import inbox
from fairapp.offers.applications.inbox.readers import readers_of
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.queries import applicants_of, of_company
from fairapp.offers.applications.services import Acting, Sender, take
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.models import OfferCompany
from tests.candidates.making import make_candidate, make_pdf
from tests.factories import actor_of, make_account, make_cluster, make_company, make_member, make_offer
from tests.offers.applications.inbox.making import make_application
from tests.offers.applications.sending import EMAIL, link_in, send
from tests.support.htmx import soup

MARKER = "Zephyrine"


@pytest.fixture
def path(client, quay, typed, letters) -> str:
    """Apply with a CV; give the path of « my application »."""
    cv = (io.BytesIO(make_pdf(MARKER)), "cv.pdf")
    values = typed(first_name=MARKER, message=MARKER, phone="06 12 34 56 78", cv=cv)
    assert client.post(quay.path, data=values, content_type="multipart/form-data").status_code == 303
    [letter] = letters()
    return link_in(letter)


@pytest.fixture
def neighbour(writing, quay):
    """Another company of the same cluster, with an offer, and its person."""
    with writing() as session:
        company = make_company(session, quay.cluster, name="Voilerie Le Bihan", slug="le-bihan")
        make_offer(session, company, quay.cluster)
        return make_member(session, company)


def addresses(quay) -> list[str]:
    one = "/candidatures/1"
    theirs = [
        f"/entreprise/kermarec{end}"
        for end in ("", "/candidatures", one, f"{one}/cv", f"{one}/repondre", "/offres.csv")
    ]
    ours = [
        f"/entreprise/le-bihan{end}" for end in ("", "/candidatures", one, f"{one}/cv", "/offres.json", "/candidats")
    ]
    desk = [f"/pilotage/{quay.cluster.slug}{end}" for end in ("", "/candidatures", one, f"{one}/cv")]
    feeds = ["/offres.atom", "/offres.rss", "/sitemap.xml", "/api/v1/offers", f"/api/v1/offers/{quay.offer.id}"]
    pages = ["/", "/offres", "/offres?q=stratifieur", f"/offres/{quay.offer.id}", quay.path, "/entreprises/kermarec"]
    own = ["/candidat/", "/candidat/candidatures", "/compte/donnees", "/compte/donnees.zip"]
    return [*theirs, *ours, *desk, *feeds, *pages, *own]


def test_no_address_shows_it_to_another_company(path, quay, neighbour, sign_in):
    browser = sign_in(neighbour)
    showing = [one for one in addresses(quay) if MARKER.encode() in browser.get(one, follow_redirects=True).data]
    assert showing == []
    files = [one for one in addresses(quay) if one.endswith("/cv")]  # what a PDF says is packed
    assert {browser.get(file).status_code for file in files} == {403, 404}


def test_k2_once_withdrawn_the_company_reads_neither_words_nor_phone_nor_cv(path, quay, client, sign_in, reading):
    client.post(f"{path}/conservation", data={"keeps": "1"})
    assert soup(client.get(f"{path}/retirer")).select_one(f'main a[href="{path}/effacer"]')
    client.post(f"{path}/retirer")
    browser = sign_in(quay.recruiter)
    page = soup(browser.get("/entreprise/kermarec/candidatures/1"))
    assert (page.select_one("#t-message"), page.select_one('a[href^="tel:"]')) == (None, None)
    assert browser.get("/entreprise/kermarec/candidatures/1/cv").status_code == 404
    assert "Chantiers Kermarec ne vous répond plus" in client.get(path).text
    with reading() as session:
        assert session.exec(select(StoredFile)).all() == []
        assert session.exec(select(Application.keep_consent_at)).all() == [None]


def test_its_own_company_sees_it(path, quay, sign_in):
    browser = sign_in(quay.recruiter)
    assert MARKER in browser.get("/entreprise/kermarec/candidatures").text
    assert MARKER in browser.get("/entreprise/kermarec/candidatures/1").text
    assert browser.get("/entreprise/kermarec/candidatures/1/cv").data.startswith(b"%PDF")


def test_one_link_opens_one_application(path, client, writing, quay, letters, typed):
    client.post(quay.path, data=typed(email="autre@exemple.fr"))
    [letter] = letters()
    proof = link_in(letter).rpartition("-")[2]
    number = path.removeprefix("/candidatures/").partition("-")[0]
    assert client.get(f"/candidatures/{number}-{proof}").status_code == 404
    assert MARKER not in client.get(link_in(letter)).text


def test_a_link_to_something_else_opens_no_application(path, client, writing):
    with writing() as session:
        row = session.exec(select(Application)).one()
        link = issue_link(session, LinkPurpose.REGISTRATION, email=row.email, subject_id=row.id)
        token = link_token(client.application.extensions["fairapp"].settings, link)
    assert client.get(f"/candidatures/{token}").status_code == 404


@pytest.mark.parametrize("side", [Side.COMPANY, Side.ORGANISER, Side.CANDIDATE, Side.SYSTEM])
def test_nobody_else_takes_a_step(quay, neighbour, session, side):
    row = send(session, quay.offer)
    stranger = actor_of(neighbour, companies=(make_company(session),), clusters=(make_cluster(session),))
    action = {Side.CANDIDATE: Action.WITHDRAW, Side.SYSTEM: Action.LAPSE}.get(side, Action.HIRE)
    with pytest.raises(Conflict):
        take(session, row, action, Acting(side, stranger))


def test_the_organiser_does_not_answer_where_a_company_does(quay, session):
    row, organiser = send(session, quay.offer), make_account(session)
    with pytest.raises(Conflict):
        take(session, row, Action.HIRE, Acting(Side.ORGANISER, actor_of(organiser, clusters=(quay.cluster,))))


def test_the_organiser_answers_where_nobody_else_does(quay, session):
    offer, organiser = make_offer(session, None, quay.cluster), make_member(session, quay.cluster)
    row = send(session, offer)
    assert take(session, row, Action.HIRE, Acting(Side.ORGANISER, actor_of(organiser, clusters=(quay.cluster,))))


@pytest.fixture
def open_profile(quay, session):
    """Somebody whose profile is open to companies that they applied to, and what it is open to."""
    account = make_account(session, email=EMAIL)
    profile = make_candidate(session, account, Purpose.APPLICATIONS)

    def purposes() -> frozenset[Purpose]:
        return purposes_open_to(session, quay.company.id, profile, {Purpose.APPLICATIONS: applicants_of})

    return account, purposes


def test_k5_an_application_sent_by_somebody_else_under_my_address_opens_nothing_of_mine(quay, session, open_profile):
    _account, purposes = open_profile
    send(session, quay.offer)
    assert purposes() == frozenset()


def test_k5_an_application_sent_signed_in_opens_the_profile_to_that_company_alone(quay, session, open_profile):
    account, purposes = open_profile
    elsewhere = make_company(session)
    make_member(session, elsewhere)
    send(session, make_offer(session, elsewhere), sender=Sender(account_id=account.id))
    assert purposes() == frozenset()
    send(session, quay.offer, sender=Sender(account_id=account.id))
    assert purposes() == {Purpose.APPLICATIONS}


@pytest.mark.parametrize(("address", "is_tied"), [(EMAIL, True), ("autre@exemple.fr", False)])
def test_k5_who_keeps_an_application_signed_in_with_its_address_makes_it_theirs(
    path, sign_in, writing, reading, address, is_tied
):
    with writing() as session:
        account = make_account(session, email=address)
    browser = sign_in(account)
    browser.get(path)
    with reading() as session:
        assert session.exec(select(Application.account_id)).one() is None  # opening a link says nothing
    browser.post(f"{path}/conservation", data={"keeps": "1"})
    with reading() as session:
        assert session.exec(select(Application.account_id)).one() == (account.id if is_tied else None)


@pytest.fixture
def late(quay, session):
    """A company that accepts to share the offer a day after somebody applied."""
    row, partner = send(session, quay.offer), make_company(session, quay.cluster)
    person = make_member(session, partner)
    shared = OfferCompany(offer_id=quay.offer.id, company_id=partner.id, status=PartnerStatus.ACCEPTED)
    shared.answered_at = row.created_at + timedelta(days=1)
    session.add(shared)
    session.flush()
    return row, partner, person


def test_o6_a_company_that_joins_the_offer_reads_nothing_sent_before(quay, session, late):
    row, partner, person = late
    assert inbox(session, of_company(partner.id), "a-traiter") == []
    assert person.email not in {reader.email for reader in readers_of(session, row)}
    with pytest.raises(Conflict):
        take(session, row, Action.HIRE, Acting(Side.COMPANY, actor_of(person, companies=(partner,))))


def test_o6_a_company_that_joined_the_offer_reads_what_is_sent_since(quay, session, late):
    _before, partner, person = late
    since = make_application(session, quay.offer, created_at=now() + timedelta(days=2))
    assert [one.application.id for one in inbox(session, of_company(partner.id), "a-traiter")] == [since.id]
    assert {reader.email for reader in readers_of(session, since)} == {quay.recruiter.email, person.email}


def test_k1_the_form_names_every_company_that_reads(client, writing, quay):
    with writing() as session:
        partner = make_company(session, quay.cluster, name="Voilerie Le Bihan")
        asked = make_company(session, quay.cluster, name="Corderie Roux")
        for company, status in ((partner, PartnerStatus.ACCEPTED), (asked, PartnerStatus.PENDING)):
            session.add(OfferCompany(offer_id=quay.offer.id, company_id=company.id, status=status, answered_at=now()))
    form = soup(client.get(quay.path)).select_one("#postuler")
    assert "Lue par Chantiers Kermarec, Voilerie Le Bihan, et par personne d’autre." in form.text


@pytest.mark.parametrize("status", PartnerStatus)
def test_o6_a_company_that_shares_the_offer_answers_only_once_it_accepted(quay, session, status):
    partner = make_company(session)
    person = actor_of(make_member(session, partner), companies=(partner,))
    session.add(OfferCompany(offer_id=quay.offer.id, company_id=partner.id, status=status, answered_at=now()))
    session.flush()
    row = send(session, quay.offer)
    if status is PartnerStatus.ACCEPTED:
        assert take(session, row, Action.HIRE, Acting(Side.COMPANY, person))
        return
    with pytest.raises(Conflict):
        take(session, row, Action.HIRE, Acting(Side.COMPANY, person))
    assert session.get_one(Application, row.id).answered_at is None
