"""SIRET and SIREN, the numbers of French establishments and companies."""

from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from fairapp.core.text import N_

NOT_A_SIRET = N_("Ce numéro n’est pas un SIRET : il a 14 chiffres, dont une clé de contrôle.")


def clean_siret(text: str | None) -> str | None:
    """Return the 14 digits of `text`, or None when they are not a SIRET.

    The check digit is Luhn's, except for La Poste's establishments (SIREN 356 000 000), whose digits add up to a
    multiple of 5; python-stdnum knows both.
    """
    try:
        return str(siret.validate((text or "").replace("\N{NO-BREAK SPACE}", " ")))
    except ValidationError:
        return None


def siren_of(number: str) -> str:
    """Return the company's number within its establishment's."""
    return number[:9]
