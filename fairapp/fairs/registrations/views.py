"""PAGES"""

from flask import Blueprint

bp = Blueprint("registrations", __name__)
BLUEPRINTS = (bp,)
