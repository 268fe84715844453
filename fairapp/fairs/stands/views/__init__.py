"""Pages of stands: the plan, the booking, the exhibitor's space, answers by mailed links, the organiser's list."""

from fairapp.fairs.stands.views import booking, links, reservations, showing, space, watching

BLUEPRINTS = (booking.bp, space.bp, links.bp, reservations.bp, showing.bp, watching.bp)
