"""What candidates take from the layers above, given once by `create_app`."""

from typing import cast

from flask import Flask, current_app

from fairapp.candidates.enums import Purpose
from fairapp.candidates.queries import Relations, member_relation


def install(app: Flask, relations: Relations) -> None:
    """`relations`: who stands before which company for a purpose; a purpose without one opens nothing."""
    app.extensions["fairapp.candidates"] = {Purpose.MEMBER_COMPANIES: member_relation, **relations}


def relations() -> Relations:
    return cast(Relations, current_app.extensions["fairapp.candidates"])
