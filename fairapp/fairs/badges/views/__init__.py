"""The organiser's pages about badges: many at once, and one."""

from fairapp.fairs.badges.views.batches import bp as batches
from fairapp.fairs.badges.views.single import bp as single

BLUEPRINTS = (batches, single)
