"""Which school somebody means: its number, its name, its commune, in any order."""

import re
from typing import NamedTuple

from fairapp import reference
from fairapp.reference.schools import School as Listed
from fairapp.reference.schools import is_valid_uai

FOUND = 20  # a large town has more: its name alone is not enough
_UAI = re.compile(r"(?<!\w)[0-9]{7}[A-Za-z](?!\w)")


class Found(NamedTuple):
    """What a search gave. `wrong_uai`: a number whose letter does not fit; one may go on with it."""

    schools: list[Listed]
    wrong_uai: str = ""

    @property
    def is_cut(self) -> bool:
        return len(self.schools) == FOUND


def find_schools(text: str) -> Found:
    """Search the directory; a number in `text`, as the list of suggestions writes it, says all."""
    if number := _UAI.search(text):
        uai = number[0].upper()
        listed = reference.schools().school(uai)
        return Found([listed] if listed else [], "" if listed or is_valid_uai(uai) else uai)
    return Found(reference.schools().suggest_schools(text, n=FOUND) if text.strip() else [])


def place_of(school: Listed) -> str:
    """« 29200 Brest, 0292137S »: what tells two schools of one name apart."""
    return f"{school.postal_code} {school.commune}, {school.uai}".strip()
