"""All the pages of the domain, room by room."""

from fairapp.offers.lookups import views as lookups


BLUEPRINTS = (lookups.bp,)
