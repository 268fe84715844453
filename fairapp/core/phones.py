"""Telephone numbers: kept as people write them, for somebody who dials them."""

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from fairapp.core.text import N_, squeeze

LEAST_DIGITS = 6
NOT_A_NUMBER = N_("Saisissez un numéro de téléphone, par exemple 06 12 34 56 78 ou +33 6 12 34 56 78.")
_WRITTEN = re.compile(r"[0-9+ .()-]*")
_NOT_DIALLED = re.compile(r"(?<=\d)\s*\(0\)|[^0-9+]")  # the zero of "+33 (0)6" is for calls from within the country


def _phone(text: str) -> str:
    text = squeeze(text).replace("\N{NON-BREAKING HYPHEN}", "-")  # as it is pasted
    if text and (not _WRITTEN.fullmatch(text) or sum(char.isdigit() for char in text) < LEAST_DIGITS):
        raise PydanticCustomError("phone", NOT_A_NUMBER)
    return text


def phone_link(phone: str) -> str:
    """Return the address that a telephone dials (RFC 3966)."""
    international = phone.lstrip().startswith("+")
    return "tel:" + (_NOT_DIALLED.sub("", phone) if international else re.sub(r"\D", "", phone))


OptionalPhone = Annotated[str, AfterValidator(_phone)]
