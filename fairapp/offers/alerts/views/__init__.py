"""Saving a search, one's list of alerts, and the same by the link in the letters."""

from fairapp.offers.alerts.views import linked, own, saving

BLUEPRINTS = (saving.bp, linked.bp, own.bp)
