"""Professionals: first name and job, nobody accepts the charter for somebody else (row E3)."""

import pytest
from sqlmodel import select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink, AuditEntry
from fairapp.core.changes import SearchChange
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.charter import VERSION, has_signed
from fairapp.outreach.interventions.services import charters
from fairapp.outreach.interventions.services.speakers import add_speaker, edit_speaker, let_speaker_go, welcome_back
from fairapp.outreach.models import Speaker, SpeakerProfile
from tests.factories import actor_of, make_member
from tests.outreach.factories import make_speaker
from tests.support.threads import at_once

PROFILE = SpeakerProfile(first_name="Anna-Vari", job_title="Soudeuse", topics=["Soudage"], email="anna@biscuiterie.fr")


def profile(**over: object) -> SpeakerProfile:
    return PROFILE.model_copy(update=over)


def actions(session, subject_id: int) -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.subject == "speaker", AuditEntry.subject_id == subject_id)
    return list(session.exec(query.order_by(AuditEntry.id)))


@pytest.mark.parametrize("name", ["Anna Le Bras", "Anna2", "anna@x.fr", "A. Bras"])
def test_e3_a_surname_is_refused(own, session, name: str):
    with pytest.raises(DomainError, match="prénom seul") as refused:
        add_speaker(session, profile(first_name=name), company=own.company, form_key=None, by=own.actor)
    assert refused.value.field == "first_name"


def test_e3_the_same_form_sent_twice_adds_one(own, session):
    first = add_speaker(session, PROFILE, company=own.company, form_key="k" * 32, by=own.actor)
    last = profile(job_title="Cheffe d’atelier")
    again = add_speaker(session, last, company=own.company, form_key="k" * 32, by=own.actor)
    assert (again.id, again.job_title) == (first.id, "Cheffe d’atelier")


def test_e3_the_same_form_sent_twice_at_once_adds_one(writing, site):
    def add() -> int:
        with writing() as session:
            return add_speaker(session, PROFILE, company=site.company, form_key="k" * 32, by=site.actor).id

    assert len(set(at_once([add, add]))) == 1


def test_e3_two_colleagues_do_not_overwrite_each_other(own, session):
    edit_speaker(session, own.speaker, profile(first_name="Nolwenn"), version=1, by=own.actor)
    with pytest.raises(Conflict, match="modifiée entre-temps"):
        edit_speaker(session, own.speaker, profile(first_name="Nolwenn", job_title="Autre"), version=1, by=own.actor)


def test_e3_another_first_name_is_another_person(own, session):
    edit_speaker(session, own.speaker, profile(first_name="Erwan"), version=1, by=own.actor)
    assert (own.speaker.charter_version, own.speaker.charter_at, own.speaker.account_id) == (None, None, None)


def test_e3_an_accent_is_no_other_person(own, session):
    edit_speaker(session, own.speaker, profile(first_name="NOLWENN"), version=1, by=own.actor)
    assert has_signed(own.speaker)


def test_e3_a_new_job_is_told_to_the_search(own, session):
    before = len(session.exec(select(SearchChange)).all())
    edit_speaker(session, own.speaker, profile(first_name="Nolwenn"), version=1, by=own.actor)
    session.flush()
    changes = session.exec(select(SearchChange).order_by(SearchChange.seq)).all()[before:]
    assert [(change.kind, change.row_id) for change in changes] == [("intervention", own.visit.id)]


def test_e3_who_is_on_line_cannot_leave(own, session):
    with pytest.raises(DomainError, match="Nolwenn anime encore"):
        let_speaker_go(session, own.speaker, by=own.actor)


def test_e3_leaving_and_coming_back_keep_the_charter(own, session):
    speaker = make_speaker(session, own.company, first_name="Erwan")
    for _ in range(2):
        let_speaker_go(session, speaker, by=own.actor)
        assert not has_signed(speaker)
    welcome_back(session, speaker, by=own.actor)
    assert has_signed(speaker)
    session.flush()
    assert actions(session, speaker.id) == ["speaker.left", "speaker.back"]


# The charter


@pytest.fixture
def newcomer(own, session) -> Speaker:
    return make_speaker(session, own.company, first_name="Erwan", email="", charter_version=None, charter_at=None)


def test_e3_it_is_me_ties_the_account(own, session, newcomer):
    for _ in range(2):
        charters.accept_signed_in(session, newcomer, version=VERSION, accepts=True, by=own.actor)
    session.flush()
    assert (newcomer.charter_version, newcomer.account_id) == (VERSION, own.actor.account_id)
    assert newcomer.charter_at is not None
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "charter.accepted")).one()
    assert (entry.subject_id, entry.detail, entry.cluster_id) == (newcomer.id, {"version": VERSION}, own.cluster_id)


def test_e3_nothing_is_accepted_without_the_box(own, session, newcomer):
    with pytest.raises(DomainError) as refused:
        charters.accept_signed_in(session, newcomer, version=VERSION, accepts=False, by=own.actor)
    assert (refused.value.field, newcomer.charter_version) == ("accepts", None)


def test_e3_nobody_accepts_for_somebody_with_another_address(own, session, newcomer):
    newcomer.email = "erwan@biscuiterie.fr"
    with pytest.raises(DomainError, match="Seul·e Erwan"):
        charters.accept_signed_in(session, newcomer, version=VERSION, accepts=True, by=own.actor)


def test_e3_nobody_accepts_for_somebody_with_another_account(own, session, newcomer):
    newcomer.account_id = make_member(session, own.company).id
    with pytest.raises(DomainError, match="Seul·e Erwan"):
        charters.accept_signed_in(session, newcomer, version=VERSION, accepts=True, by=own.actor)


def test_e3_one_account_is_one_professional(own, session, newcomer):
    own.speaker.account_id = own.actor.account_id
    session.flush()
    with pytest.raises(DomainError, match="déjà celui de Nolwenn"):
        charters.accept_signed_in(session, newcomer, version=VERSION, accepts=True, by=own.actor)


def test_e3_an_older_charter_asks_again(own, session, newcomer, monkeypatch):
    charters.accept_signed_in(session, newcomer, version=VERSION, accepts=True, by=own.actor)
    for module in ("fairapp.outreach.charter.VERSION", "fairapp.outreach.interventions.services.charters.VERSION"):
        monkeypatch.setattr(module, VERSION + 1)
    assert not has_signed(newcomer)
    with pytest.raises(Conflict, match="a changé entre-temps"):
        charters.accept_signed_in(session, newcomer, version=VERSION, accepts=True, by=own.actor)
    charters.accept_signed_in(session, newcomer, version=VERSION + 1, accepts=True, by=own.actor)
    assert has_signed(newcomer)


def test_e3_a_link_needs_an_address(own, session, newcomer):
    with pytest.raises(DomainError, match="Ajoutez d’abord l’adresse"):
        charters.ask_for_charter(session, newcomer, by=own.actor)


def test_e3_a_link_is_used_once_and_a_new_one_ends_it(own, session, newcomer):
    newcomer.email = "erwan@biscuiterie.fr"
    former, link = (charters.ask_for_charter(session, newcomer, by=own.actor) for _ in range(2))
    charters.accept_by_link(session, newcomer, link, version=VERSION, accepts=True)
    assert has_signed(newcomer)
    for over in (former, link):
        with pytest.raises(Conflict, match="n'est plus valable"):
            charters.accept_by_link(session, newcomer, over, version=VERSION, accepts=True)


def test_e3_by_link_the_account_of_the_address_is_tied(own, session, newcomer):
    account = make_member(session, own.company, email="erwan@biscuiterie.fr")
    newcomer.email = account.email
    link = charters.ask_for_charter(session, newcomer, by=own.actor)
    charters.accept_by_link(session, newcomer, link, version=VERSION, accepts=True)
    assert (has_signed(newcomer), newcomer.account_id) == (True, account.id)
    assert charters.ask_for_charter(session, newcomer, by=own.actor) is None


@pytest.mark.parametrize("over", [{"first_name": "Yann"}, {"email": "autre@biscuiterie.fr"}])
def test_e3_another_name_or_address_ends_the_link(own, session, newcomer, over):
    newcomer.email = "erwan@biscuiterie.fr"
    link = charters.ask_for_charter(session, newcomer, by=own.actor)
    values = {"first_name": "Erwan", "email": newcomer.email} | over
    edit_speaker(session, newcomer, profile(**values), version=newcomer.version, by=own.actor)
    session.refresh(link)
    assert link.revoked_at is not None
    assert session.exec(select(ActionLink).where(ActionLink.purpose == LinkPurpose.CHARTER)).one().id == link.id


def test_e3_strangers_are_nobody_here(own, session, newcomer):
    stranger = actor_of(make_member(session, own.company))
    with pytest.raises(DomainError, match="Seul·e Erwan"):
        charters.accept_signed_in(session, newcomer, version=VERSION, accepts=True, by=stranger)
