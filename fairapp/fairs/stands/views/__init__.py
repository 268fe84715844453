"""Pages of stands: the plan, the booking, the exhibitor's space, the organiser's list."""

from fairapp.fairs.stands.views import booking, watching

BLUEPRINTS = (booking.bp, watching.bp)
