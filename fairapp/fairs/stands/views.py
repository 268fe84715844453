"""PAGES"""

from flask import Blueprint

bp = Blueprint("stands", __name__)
BLUEPRINTS = (bp,)
