"""Pages of stands: the plan, the booking, the exhibitor's space, answers by mailed links, the organiser's list."""

from fairapp.fairs.stands.views import (
    blocking,
    booking,
    links,
    one_reservation,
    reservations,
    sharing,
    showing,
    space,
    staffing,
    watching,
)

BLUEPRINTS = (
    booking.bp, space.bp, sharing.bp, staffing.bp, links.bp, reservations.bp, one_reservation.bp, blocking.bp,
    showing.bp, watching.bp,
)  # fmt: skip
