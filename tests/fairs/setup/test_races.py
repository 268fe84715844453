"""Two organisers at one instant: what both opened, one keeps; a stand that is taken at this instant is not deleted.

Where one writer has to have read what the other deletes, SQLite lets no two meet: those tests are PostgreSQL's.
"""

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from fairapp.accounts.models import AuditEntry
from fairapp.clusters.models import Cluster
from fairapp.core.clock import today
from fairapp.core.db import open_session
from fairapp.core.errors import Conflict
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import CopyDraft, FairDraft, PresentationDraft
from fairapp.fairs.setup.services import copying, creating
from fairapp.fairs.stands.models import Stand, StandBooking
from fairapp.fairs.stands.services import hold_stand
from tests.factories import actor_of, make_cluster, make_company, make_member
from tests.fairs.factories import make_fair, make_hall, make_stand, make_stand_type
from tests.support.racing import LONG, Gap, committing
from tests.support.threads import at_once

ROUNDS = 5


@pytest.fixture
def made(writing):
    with writing() as session:
        cluster = make_cluster(session)
        fair = make_fair(session, cluster)
        organiser = actor_of(make_member(session, cluster), clusters=[cluster])
        company = make_company(session, cluster)
        exhibitor = actor_of(make_member(session, company), companies=[company])
        kind, hall = make_stand_type(session, fair), make_hall(session, fair)
        stands = [make_stand(session, hall, kind).id for _number in range(ROUNDS)]
    return fair, organiser, company, exhibitor, stands


def test_of_two_edits_of_one_version_one_is_kept(engine, made):
    fair, organiser, *_rest = made

    def edit(name: str, version: int) -> str:
        with open_session(engine) as session:
            try:
                draft = PresentationDraft(name=name, version=version)
                services.edit_presentation(session, session.get_one(Fair, fair.id), draft, by=organiser)
                session.commit()
            except Conflict:
                session.rollback()
                return ""
            return name

    for number in range(ROUNDS):
        kept = at_once([partial(edit, f"Nom {one}", number + 1) for one in range(4)])
        with open_session(engine, read_only=True) as session:
            assert list(filter(None, kept)) == [session.get_one(Fair, fair.id).name]


def test_a_stand_is_held_or_deleted_never_both(engine, made):
    fair, organiser, company, exhibitor, stands = made

    def delete(stand_id: int) -> bool:
        with open_session(engine) as session:
            try:
                stand = session.get_one(Stand, stand_id)
                services.delete_stand(session, session.get_one(Fair, fair.id), stand, by=organiser)
                session.commit()
            except Conflict:
                session.rollback()
                return False
            return True

    def hold(stand_id: int) -> bool:
        with open_session(engine) as session:
            stand = session.get(Stand, stand_id)
            if stand is None:
                return False
            try:
                hold_stand(session, session.get_one(Fair, fair.id), stand, company=company, by=exhibitor)
                session.commit()
            except Conflict:
                session.rollback()
                return False
            return True

    for stand_id in stands:
        deleted, held = at_once([partial(delete, stand_id), partial(hold, stand_id)])
        with open_session(engine, read_only=True) as session:
            there = session.get(Stand, stand_id) is not None
            booked = session.exec(select(StandBooking.id).where(StandBooking.stand_id == stand_id)).first() is not None
        assert (deleted, held) in {(True, False), (False, True)}
        assert there is booked is held


@pytest.fixture
def draft(made, writing):
    fair, organiser, *_rest = made
    with writing() as session:
        return make_fair(session, session.get_one(Cluster, fair.cluster_id), status=FairStatus.DRAFT).id, organiser


def throw_away(engine, fair_id: int, organiser) -> None:
    with committing(engine) as session:
        services.delete_draft(session, session.get_one(Fair, fair_id), by=organiser)


@pytest.mark.postgres_only
def test_a_draft_that_two_throw_away_is_gone_once(engine, draft):
    fair_id, organiser = draft
    with committing(engine) as session:
        fair = session.get_one(Fair, fair_id)
        throw_away(engine, fair_id, organiser)
        services.delete_draft(session, fair, by=organiser)
    with open_session(engine, read_only=True) as session:
        assert session.get(Fair, fair_id) is None
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "fair.deleted")).all()) == 1


@pytest.mark.postgres_only
def test_whoever_saves_or_publishes_a_draft_that_was_thrown_away_is_told(engine, draft):
    fair_id, organiser = draft
    with committing(engine) as session:
        fair = session.get_one(Fair, fair_id)
        throw_away(engine, fair_id, organiser)
        edit = PresentationDraft(name="Autre nom", version=fair.version)
        with pytest.raises(Conflict):
            services.edit_presentation(session, fair, edit, by=organiser)
        with pytest.raises(Conflict):
            services.publish_fair(session, fair, by=organiser)


@pytest.mark.postgres_only
@pytest.mark.parametrize("room", [creating, copying])
def test_f1_a_form_sent_twice_at_once_makes_one_fair_and_both_get_it(engine, made, monkeypatch, room):
    """The second is through as the first has found no fair of that form."""
    source, organiser, *_rest = made
    gap = Gap(LONG)
    monkeypatch.setattr(room, "made_by_form", gap.after(room.made_by_form))
    facts = {"name": "Salon de la Baie", "first_day": today() + timedelta(days=40), "form_key": "a" * 32}

    def send() -> int:
        with committing(engine) as session:
            cluster, last_year = session.get_one(Cluster, source.cluster_id), session.get_one(Fair, source.id)
            if room is creating:
                return services.create_fair(session, cluster, FairDraft(**facts), by=organiser).id
            return services.copy_fair(session, cluster, last_year, CopyDraft(**facts), by=organiser).id

    first, second = gap.meet(send, send)
    assert first == second
    with open_session(engine, read_only=True) as session:
        [fair] = session.exec(select(Fair).where(Fair.name == "Salon de la Baie")).all()
        assert len(days_of(session, fair.id)) == 1
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "fair.created")).all()) == 1
