"""Whatever changes something at a door or about badges is kept: in the log of scans, or in the journal."""

from uuid import uuid4

import pytest
from sqlalchemy import func
from sqlmodel import select

from fairapp.accounts.models import AuditEntry
from fairapp.core.files import store_file
from fairapp.fairs.badges.models import BadgeBatch
from fairapp.fairs.door.models import Device, Scan
from fairapp.fairs.enums import BadgeLayout, BatchStatus
from fairapp.fairs.labels import AUDIT_LABELS

SPACE = "/pilotage/bois/salons/quai"
DOOR = {"name": "Porte Est", "policy": "daily", "direction": "in"}
ROOMS = ("/porte", "/pilotage/<slug>/salons/<fair>/portes", "/pilotage/<slug>/salons/<fair>/badges")
COOKIE_ALONE = {"/porte/<token>", "/porte/quitter"}  # they change the telephone, not the database

# Route, and what is sent to which address of the world below.
POSTS = {
    "/porte/passages": ("/porte/passages", lambda w: {"code": w.badge.token}),
    "/porte/passages/<int:id>/laisser-entrer": ("/porte/passages/{again}/laisser-entrer", lambda _w: {}),
    "/porte/passages/<int:id>/annuler": ("/porte/passages/{first}/annuler", lambda _w: {"reason": "par erreur"}),
    "/porte/personnes/<int:id>/nom": (
        "/porte/personnes/{person}/nom", lambda _w: {"first_name": "Énora", "last_name": "Le Goff"},
    ),
    "/porte/sur-place": ("/porte/sur-place", lambda _w: {"first_name": "Bo", "last_name": "Li"}),
    "/pilotage/<slug>/salons/<fair>/portes": (f"{SPACE}/portes", lambda _w: DOOR),
    "/pilotage/<slug>/salons/<fair>/portes/<int:id>": (f"{SPACE}/portes/{{north}}", lambda _w: DOOR),
    "/pilotage/<slug>/salons/<fair>/portes/<int:id>/supprimer": (f"{SPACE}/portes/{{north}}/supprimer", lambda _w: {}),
    "/pilotage/<slug>/salons/<fair>/portes/appareils": (
        f"{SPACE}/portes/appareils", lambda w: {"label": "Léa", "checkpoint_id": w.south.id},
    ),
    "/pilotage/<slug>/salons/<fair>/portes/appareils/<int:id>/revoquer": (
        f"{SPACE}/portes/appareils/{{device}}/revoquer", lambda _w: {},
    ),
    "/pilotage/<slug>/salons/<fair>/portes/passages.<any(csv, xlsx):kind>": (
        f"{SPACE}/portes/passages.csv", lambda _w: {},
    ),
    "/pilotage/<slug>/salons/<fair>/badges": (f"{SPACE}/badges", lambda _w: {"format": "a6", "ordre": "name"}),
    "/pilotage/<slug>/salons/<fair>/badges/lots/<int:id>/badges.pdf": (
        f"{SPACE}/badges/lots/{{batch}}/badges.pdf", lambda _w: {},
    ),
    "/pilotage/<slug>/salons/<fair>/badges/<int:id>/refaire": (
        f"{SPACE}/badges/{{badge}}/refaire", lambda _w: {"reason": "perdu"},
    ),
}  # fmt: skip


def kept(reading):
    with reading() as session:
        return sum(session.exec(select(func.count()).select_from(model)).one() for model in (Scan, AuditEntry))


def test_every_post_is_on_the_list(app):
    routes = {rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    ours = {route for route in routes if route.startswith(ROOMS)}
    assert ours - COOKIE_ALONE == set(POSTS)


@pytest.mark.parametrize("route", POSTS)
def test_every_post_is_kept(world, writing, reading, scan, post, device, sign_in, route):
    at_door, organiser = device(world.south), sign_in(world.organiser)
    with writing() as session:
        ids = {
            "person": world.registration.id, "north": world.north.id, "badge": world.badge.id,
            "device": session.exec(select(Device.id)).first(),
        }  # fmt: skip
        if "{first}" in POSTS[route][0] or "{again}" in POSTS[route][0]:
            ids |= {"first": scan(session, post, world.badge).id, "again": scan(session, post, world.badge).id}
        file = store_file(session, b"%PDF-1.7", kind="badges", media_type="application/pdf", name="b.pdf")
        batch = BadgeBatch(
            fair_id=world.fair.id, layout=BadgeLayout.A6, status=BatchStatus.READY, file_id=file.id, total=1
        )  # fmt: skip
        session.add(batch)
        session.flush()
        ids["batch"] = batch.id
    address, sent = POSTS[route]
    before = kept(reading)
    client = at_door if route.startswith("/porte") else organiser
    answer = client.post(address.format(**ids), data={"nonce": str(uuid4())} | sent(world))
    assert answer.status_code in (200, 303)
    assert kept(reading) > before
    with reading() as session:
        assert set(session.exec(select(AuditEntry.action))) <= set(AUDIT_LABELS)


def test_a_name_corrected_at_a_door_tells_the_device(world, reading, device):
    address = f"/porte/personnes/{world.registration.id}/nom"
    device(world.south).post(address, data={"first_name": "Énora", "last_name": "Le Goff"})
    with reading() as session:
        assert session.exec(select(AuditEntry.detail)).one() == {"device": session.exec(select(Device.id)).one()}


def test_a_door_saved_as_it_was_leaves_no_line(world, reading, sign_in):
    organiser, same = sign_in(world.organiser), DOOR | {"name": "Porte Nord"}
    organiser.post(f"{SPACE}/portes/{world.north.id}", data=same)
    assert kept(reading) == 0
