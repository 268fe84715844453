from fairapp.offers.applications.views import applying, mine

BLUEPRINTS = (applying.bp, mine.bp)
