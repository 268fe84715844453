"""Every page of the room."""

from fairapp.outreach.schools.views import domains, joining, organising, school, team, waiting

BLUEPRINTS = (joining.bp, waiting.bp, team.bp, organising.bp, school.bp, domains.bp)
