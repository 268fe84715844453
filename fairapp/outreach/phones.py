"""Telephone numbers as people write them, read at a gate by somebody who dials them."""

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from fairapp.core.text import N_, squeeze

LEAST_DIGITS = 6
NOT_A_NUMBER = N_("Saisissez un numéro de téléphone, par exemple 06 12 34 56 78 ou +33 6 12 34 56 78.")
_WRITTEN = re.compile(r"[0-9+ .()-]*")


def _phone(text: str) -> str:
    text = squeeze(text).replace("\N{NON-BREAKING HYPHEN}", "-")  # as it is pasted
    if text and (not _WRITTEN.fullmatch(text) or sum(char.isdigit() for char in text) < LEAST_DIGITS):
        raise PydanticCustomError("phone", NOT_A_NUMBER)
    return text


OptionalPhone = Annotated[str, AfterValidator(_phone)]
