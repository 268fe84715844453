"""Pages of the domain; `create_app` registers their blueprints."""

from fairapp.candidates.views import accesses, companies, profile

BLUEPRINTS = (profile.bp, accesses.bp, companies.bp)
