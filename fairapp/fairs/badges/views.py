"""PAGES"""

from flask import Blueprint

bp = Blueprint("badges", __name__)
BLUEPRINTS = (bp,)
