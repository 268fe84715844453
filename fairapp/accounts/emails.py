"""E-mail addresses, written one way only: two spellings must not make two accounts."""

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from fairapp.core.text import N_

MAX_LENGTH = 254
# What mail servers really accept, less the quoted local parts that nobody has.
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
INVALID = N_("Saisissez une adresse électronique, par exemple prenom.nom@exemple.fr.")


def normalise_email(text: str) -> str:
    """Return the address in lower case.

    :raise ValueError: if it is no address that one can write to.
    """
    address = text.strip().lower()
    if len(address) > MAX_LENGTH or not _ADDRESS.fullmatch(address) or ".." in address:
        raise ValueError(INVALID)
    return address


def _validate(text: str) -> str:
    try:
        return normalise_email(text)
    except ValueError as error:
        raise PydanticCustomError("email", str(error)) from None


EmailAddress = Annotated[str, AfterValidator(_validate)]
