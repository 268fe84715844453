"""PAGES"""

from flask import Blueprint

bp = Blueprint("showing", __name__)
BLUEPRINTS = (bp,)
