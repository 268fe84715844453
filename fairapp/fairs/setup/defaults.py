"""What a first fair starts with, so that it takes minutes (row F1); the organiser changes any of it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairapp.core.text import N_
from fairapp.fairs.models import FairCalendar
from fairapp.fairs.stands.models import StandOptionDraft, StandTypeDraft

HALL = N_("Hall principal")
ENTRANCE = N_("Entrée")

TYPES = (
    StandTypeDraft(
        name="Découverte", width_cm=200, depth_cm=200, price_cents=320_00, member_price_cents=240_00,
        equipment="1 table haute, 2 tabourets, 1 prise", staff_badges=3,
    ),
    StandTypeDraft(
        name="Standard", width_cm=300, depth_cm=200, price_cents=480_00, member_price_cents=360_00,
        equipment="1 table, 4 chaises, 1 prise", staff_badges=4,
    ),
    StandTypeDraft(
        name="Double", width_cm=600, depth_cm=200, price_cents=880_00, member_price_cents=680_00,
        equipment="2 tables, 6 chaises, 2 prises", staff_badges=8,
    ),
)  # fmt: skip
USUAL_TYPE = 1  # of TYPES: the one that the generated plan is made of

OPTIONS = (
    StandOptionDraft(
        name="Électricité 2 kW", description="Un branchement de plus", price_cents=60_00, stock=30, most=2
    ),
    StandOptionDraft(name="Table de plus", description="180 × 80 cm", price_cents=15_00, stock=30, most=4),
    StandOptionDraft(name="Chaise de plus", price_cents=4_00, stock=100, most=10),
    StandOptionDraft(
        name="Écran 43 pouces", description="Sur pied, prise comprise", price_cents=90_00, stock=10, most=2
    ),
    StandOptionDraft(name="Déjeuner", description="Par personne", price_cents=15_00, stock=None, most=20),
    StandOptionDraft(name="Place de parking", description="À la journée", price_cents=0, stock=40, most=3),
)

TERMS = """\
# Conditions de réservation d’un stand

1. La réservation vaut engagement dès son envoi. L’organisateur la confirme, ou la refuse en disant pourquoi.
2. Les prix sont ceux de la page de réservation le jour de l’envoi ; ils ne changent plus ensuite.
3. Le paiement se fait à trente jours, sur la facture de l’organisateur.
4. L’annulation est gratuite jusqu’à la clôture des réservations ; ensuite le stand reste dû.
5. L’exposant respecte les allées, les issues de secours et les consignes de sécurité du lieu.
"""

_BOOKING_BEFORE = timedelta(days=120)
_REGISTRATION_BEFORE = timedelta(days=60)
_EDITS_END_BEFORE = timedelta(days=10)
_AT = time(9)


def propose_calendar(opens_at: datetime, at: datetime, zone: ZoneInfo) -> FairCalendar:
    """Propose when each phase opens, from the first opening; what would be past opens now."""
    booking_from = _morning(opens_at - _BOOKING_BEFORE, zone)
    until = _morning(opens_at - _EDITS_END_BEFORE, zone)
    return FairCalendar(
        interest_from=at if booking_from > at else None,
        booking_from=max(booking_from, at),
        booking_until=until if until > at else opens_at,
        registration_from=max(_morning(opens_at - _REGISTRATION_BEFORE, zone), at),
    )


def _morning(moment: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(moment.astimezone(zone).date(), _AT, zone)
