"""Two doors at one moment (row D3), one form sent twice (row D4), what goes meanwhile: no scan is lost, none is double."""

from functools import partial
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from fairapp.accounts.models import AuditEntry
from fairapp.core.errors import Conflict
from fairapp.fairs.door import scanning, services
from fairapp.fairs.door.codes import Code
from fairapp.fairs.door.models import Checkpoint, CheckpointDraft, Device, Scan
from fairapp.fairs.door.scanning import Post, record_scan
from fairapp.fairs.door.verdicts import Verdict, verdict_of
from fairapp.fairs.enums import Outcome, RefusalReason
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.personal import erase_registration
from fairapp.fairs.registrations.services import desk, walk_in
from tests.factories import actor_of
from tests.support.racing import A_MOMENT, LONG, Gap, committing, drop_unique, unguarded


def scan(engine: Engine, world: SimpleNamespace, door: Checkpoint, nonce: str) -> Verdict:
    with committing(engine) as session:
        post = Post(session.get_one(Fair, world.fair.id), session.get_one(Checkpoint, door.id))
        return verdict_of(session, post, record_scan(session, post, Code(token=world.badge.token), nonce=nonce))


def scan_at_both(engine: Engine, world: SimpleNamespace, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list[Verdict]:
    """Scan at the south door; the north one comes as it was judged, and not yet written."""
    monkeypatch.setattr(scanning, "judge", gap.after(scanning.judge))
    return gap.meet(*(partial(scan, engine, world, door, str(uuid4())) for door in (world.south, world.north)))


def test_d3_one_badge_at_two_doors_is_welcome_at_one_and_known_at_the_other(engine, world, monkeypatch):
    south, north = scan_at_both(engine, world, Gap(A_MOMENT), monkeypatch)
    assert (south.shown, north.shown) == (Outcome.ACCEPTED, Outcome.ALREADY)
    assert (north.before.checkpoint.name, north.before.scan.scanned_at) == ("Porte Sud", south.scan.scanned_at)


def test_d3_without_the_lock_both_doors_say_welcome(engine, world, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        verdicts = scan_at_both(bare, world, Gap(LONG), monkeypatch)
    assert [verdict.shown for verdict in verdicts] == [Outcome.ACCEPTED] * 2


def send_twice(engine: Engine, world: SimpleNamespace, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Send one scan twice; the second comes as the first finds that nobody has sent it."""
    nonce = str(uuid4())
    monkeypatch.setattr(scanning, "find_badge", gap.before(scanning.find_badge))
    verdicts = gap.meet(*[partial(scan, engine, world, world.south, nonce)] * 2)
    assert verdicts[0].shown is Outcome.ACCEPTED
    return [verdict.scan.id for verdict in verdicts]


def count(reading, model: type[Scan | Registration | Checkpoint]) -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(model)).one()


def test_d3_one_scan_sent_twice_at_once_is_one_row_even_if_nobody_waits(engine, world, reading, monkeypatch):
    with unguarded(engine, monkeypatch) as bare:
        assert len(set(send_twice(bare, world, Gap(LONG), monkeypatch))) == 1
    assert count(reading, Scan) == 1


def test_d3_without_its_index_one_scan_is_two_rows(engine, world, reading, monkeypatch):
    """Control."""
    drop_unique(engine, "scan", "uq_scan_nonce")
    with unguarded(engine, monkeypatch) as bare:
        send_twice(bare, world, Gap(LONG), monkeypatch)
    assert count(reading, Scan) == 2


def come_in_twice(engine: Engine, fair_id: int, gap: Gap, monkeypatch: pytest.MonkeyPatch, **sent: str) -> list[int]:
    """Send one walk-in twice; the second comes as the first finds nobody of that form or address."""
    monkeypatch.setattr(desk, "live_registration", gap.after(desk.live_registration))
    monkeypatch.setattr(desk, "quotas_named", gap.before(desk.quotas_named))

    def send() -> int:
        with committing(engine) as session:
            fair = session.get_one(Fair, fair_id)
            return walk_in(session, fair, first_name="Ana", last_name="Roy", by=None, **sent).id

    return gap.meet(send, send)


SENT = {
    "uq_registration_form_key": {"form_key": "0" * 32},
    "uq_registration_live": {"email": "ana@exemple.fr"},
}
by_index = pytest.mark.parametrize(("index", "sent"), SENT.items(), ids=SENT)


@by_index
def test_d4_a_walk_in_sent_twice_is_one_person_even_if_nobody_waits(engine, world, reading, monkeypatch, index, sent):
    before = count(reading, Registration)
    with unguarded(engine, monkeypatch) as bare:
        assert len(set(come_in_twice(bare, world.fair.id, Gap(LONG), monkeypatch, **sent))) == 1
    assert count(reading, Registration) == before + 1


@pytest.fixture
def without_index(engine, index) -> None:
    """Take the guard away while the table is empty."""
    drop_unique(engine, "registration", index)


@by_index
def test_d4_without_its_index_it_is_two_people(without_index, engine, world, reading, monkeypatch, index, sent):
    """Control."""
    before = count(reading, Registration)
    with unguarded(engine, monkeypatch) as bare:
        come_in_twice(bare, world.fair.id, Gap(LONG), monkeypatch, **sent)
    assert count(reading, Registration) == before + 2


def remove(engine: Engine, world: SimpleNamespace) -> None:
    with committing(engine) as session:
        fair, door = session.get_one(Fair, world.fair.id), session.get_one(Checkpoint, world.south.id)
        services.remove_checkpoint(session, fair, door, by=actor_of(world.organiser, clusters=[world.cluster]))


@pytest.mark.postgres_only
def test_d7_a_door_where_somebody_passes_at_this_moment_stays(engine, world, reading, monkeypatch):
    """The scan is written and not yet committed as the door is to go; on SQLite one of the two waits before it reads."""
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(scanning, "_insert", gap.after(scanning._insert))
    verdict, removed = gap.meet(
        partial(scan, engine, world, world.south, str(uuid4())), partial(remove, engine, world)
    )  # fmt: skip
    assert verdict.shown is Outcome.ACCEPTED
    assert isinstance(removed, Conflict)
    assert (count(reading, Scan), count(reading, Checkpoint)) == (1, 2)


@pytest.mark.postgres_only
def test_d7_a_door_that_two_remove_goes_once(engine, world, reading):
    with committing(engine) as session:
        door = session.get_one(Checkpoint, world.south.id)
        remove(engine, world)
        services.remove_checkpoint(session, world.fair, door, by=actor_of(world.organiser, clusters=[world.cluster]))
    with reading() as session:
        assert [door.name for door in session.exec(select(Checkpoint))] == ["Porte Nord"]
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "door.removed")).all()) == 1


@pytest.mark.postgres_only
def test_d3_a_badge_that_is_erased_as_it_is_scanned_is_unknown(engine, world, monkeypatch):
    """On SQLite one of the two waits before it reads."""
    gap = Gap(LONG)
    monkeypatch.setattr(scanning, "find_badge", gap.after(scanning.find_badge))

    def erase() -> None:
        with committing(engine) as session:
            erase_registration(session, session.get_one(Registration, world.registration.id))

    verdict, _erased = gap.meet(partial(scan, engine, world, world.south, str(uuid4())), erase)
    assert (verdict.shown, verdict.refusal) == (Outcome.REFUSED, RefusalReason.UNKNOWN)


@pytest.mark.postgres_only
def test_d7_a_device_whose_door_goes_meanwhile_needs_no_revoking(engine, world, writing):
    by = actor_of(world.organiser, clusters=[world.cluster])
    with writing() as session:
        device, _secret = services.add_device(session, world.fair, world.south, label="Téléphone", by=by)
    with committing(engine) as session:
        shown = session.get_one(Device, device.id)
        remove(engine, world)
        services.revoke_device(session, world.fair, shown, by=by)
        assert session.exec(select(AuditEntry).where(AuditEntry.action == "device.revoked")).all() == []


def add_twice(engine: Engine, world: SimpleNamespace, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Send the form of a door twice; the second comes as the first finds none of that name."""
    monkeypatch.setattr(services, "_check", gap.before(services._check))
    by = actor_of(world.organiser, clusters=[world.cluster])

    def add() -> int:
        with committing(engine) as session:
            fair = session.get_one(Fair, world.fair.id)
            return services.add_checkpoint(session, fair, CheckpointDraft(name="Porte Est"), by=by).id

    return gap.meet(add, add)


def test_d7_the_form_of_a_door_sent_twice_at_once_makes_one(engine, world, reading, monkeypatch):
    first, second = add_twice(engine, world, Gap(A_MOMENT), monkeypatch)
    assert first == second
    assert count(reading, Checkpoint) == 3


def test_d7_without_the_lock_it_makes_two(engine, world, reading, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        add_twice(bare, world, Gap(LONG), monkeypatch)
    assert count(reading, Checkpoint) == 4
