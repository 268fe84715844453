"""PAGES"""

from flask import Blueprint

bp = Blueprint("setup", __name__)
BLUEPRINTS = (bp,)
