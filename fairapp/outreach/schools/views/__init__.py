"""Every page of the room."""

from fairapp.outreach.schools.views import joining, team, waiting

BLUEPRINTS = (joining.bp, waiting.bp, team.bp)
