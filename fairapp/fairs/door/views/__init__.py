"""The pages of doors, room by room."""

from fairapp.fairs.door.views.badge_links import bp as badge_links
from fairapp.fairs.door.views.desk import bp as desk
from fairapp.fairs.door.views.devices import bp as devices
from fairapp.fairs.door.views.gate import bp as gate
from fairapp.fairs.door.views.organising import bp as organising

BLUEPRINTS = (gate, desk, devices, badge_links, organising)
