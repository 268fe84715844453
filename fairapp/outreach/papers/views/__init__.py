"""What a side takes away from a request, and the evaluation by a mailed link."""

from fairapp.outreach.papers.views import company, evaluation, school

BLUEPRINTS = (school.bp, company.bp, evaluation.bp)
