"""What may stand in an address."""

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

from fairapp.web.access import MAX_ID


class RowNumber(IntegerConverter):
    """`<int:id>`, as far as a column can hold it: a larger number is the address of no page, so 404."""

    def to_python(self, value: str) -> int:
        number = int(super().to_python(value))
        if number > MAX_ID:
            raise ValidationError
        return number


def install(app: Flask) -> None:
    """Read the numbers of addresses this way; blueprints come after."""
    app.url_map.converters["int"] = RowNumber
