"""A fair with people of every kind, and the hard list of names."""

from typing import NamedTuple

from sqlmodel import Session

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster
from fairapp.fairs.badges.services import ensure_badge
from fairapp.fairs.enums import HolderKind
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.stands.models import BookingStaff
from tests.factories import make_cluster, make_company, make_member
from tests.fairs.factories import (
    make_booking,
    make_fair,
    make_hall,
    make_registration,
    make_stand,
    make_stand_type,
)

# Every name of this list must fit, have glyphs and leave its code readable.
HARD_NAMES = (
    ("Marie-Gwenaëlle Solange", "de Kersauzon-Penfeunteun de la Villemarzin"),  # 66 characters
    ("Jean-Christophe Emmanuel", "Le Goff-Kervella de Saint-Pol-Roux-Bertin-Aubin"),  # 71
    ("Anne", "d’Abbadie d’Arrast"),
    ("Élisabeth-Charlotte", "von und zu Löwenstein-Wertheim-Rosenberg"),
    ("Thị Thanh Thảo", "Nguyễn-Quéméneur"),
    ("Nguyễn Ngọc Ánh Phương", "Trần Thị Bích"),
    ("محمد عبد الرحمن", "بن سلمان آل سعود"),
    ("עָלְמָה", "בן־גוריון"),
    ("小明", "王"),
    ("さくら", "山田"),
    ("민준", "김"),
    ("अनुष्का", "शर्मा"),
    ("ณัฐวุฒิ", "สุวรรณ"),
    ("ⵎⴰⵙⵙⵉⵏ", "ⴰⵢⵜ"),
    ("Анастасия", "Константинопольская"),
    ("Γεώργιος", "Παπαδόπουλος"),
    ("😀 Zoé 🦄", "👩‍👩‍👧‍👦 Martin"),
    ("\u200fعلي\u200f", "\u202eneveS\u202c"),
    ("É", "X"),
    ("Ḥaḍra\u0301 ǧ", "Øłßđ Çelik"),
    ("W", "Wolfeschlegelsteinhausen"),
)


class Place(NamedTuple):
    cluster: Cluster
    fair: Fair
    organiser: Account
    registrations: list[Registration]


def furnish(session: Session, *, people: int = 3, in_days: int = 30) -> Place:
    """Make a fair with candidates who have badges, and one member of a stand's staff."""
    cluster = make_cluster(session)
    fair = make_fair(session, cluster, name="Grand Quai", in_days=in_days)
    rows = [make_registration(session, fair, last_name=f"Nom{number:04d}") for number in range(people)]
    for row in rows:
        give(session, row)
    add_staff(session, cluster, fair)
    return Place(cluster, fair, make_member(session, cluster), rows)


def add_staff(session: Session, cluster: Cluster, fair: Fair) -> BookingStaff:
    stand = make_stand(session, make_hall(session, fair), make_stand_type(session, fair), code="B12")
    company = make_company(session, cluster, name="Chantiers Kermarec")
    booking = make_booking(session, stand, company)
    person = BookingStaff(booking_id=booking.id, company_id=company.id, first_name="Gwenaëlle", last_name="Prigent")
    session.add(person)
    session.flush()
    ensure_badge(session, fair_id=fair.id, staff_id=person.id)
    return person


def add_person(
    session: Session, fair: Fair, first: str, last: str, kind: HolderKind = HolderKind.CANDIDATE
) -> Registration:
    row = make_registration(session, fair, first_name=first, last_name=last, kind=kind)
    give(session, row)
    return row


def give(session: Session, row: Registration) -> None:
    ensure_badge(session, fair_id=row.fair_id, registration_id=row.id)
