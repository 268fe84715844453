"""Pages: the form, « my registration », the organiser's list."""

from fairapp.fairs.registrations.views import mine, one, organising, signing_up

BLUEPRINTS = (signing_up.bp, mine.bp, organising.bp, one.bp)
