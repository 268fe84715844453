"""The pages on which an organiser prepares a fair."""

from fairapp.fairs.setup.views.fairs import bp as fairs
from fairapp.fairs.setup.views.halls import bp as halls
from fairapp.fairs.setup.views.kinds import bp as kinds
from fairapp.fairs.setup.views.publishing import bp as publishing
from fairapp.fairs.setup.views.settings import bp as settings
from fairapp.fairs.setup.views.stands import bp as stands

BLUEPRINTS = (fairs, settings, publishing, halls, kinds, stands)
