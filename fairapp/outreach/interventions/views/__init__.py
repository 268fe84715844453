"""Pages of the company's space: professionals and their charter, visits, dates."""

from fairapp.outreach.interventions.views import charters, dates, professionals, visits

BLUEPRINTS = (professionals.bp, charters.bp, charters.links, visits.bp, dates.bp)
