"""PAGES"""

from flask import Blueprint

bp = Blueprint("control", __name__)
BLUEPRINTS = (bp,)
