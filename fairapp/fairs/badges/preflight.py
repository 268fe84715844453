"""What will not print well, told before it is printed (rows G2, G5)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from fairapp.core.text import N_, fold
from fairapp.fairs.badges.cards import TEXT, Press
from fairapp.fairs.badges.codes import fits
from fairapp.fairs.badges.fitting import FIRST, LAST, printable
from fairapp.fairs.badges.holders import Holder
from fairapp.pdf.fonts import has_ink, missing_glyphs, missing_packages


class Trouble(StrEnum):
    OVERFLOW = "overflow"
    GLYPH = "glyph"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    SHORTENED = "shortened"


TROUBLE_LABELS = {
    Trouble.OVERFLOW: N_(
        "Nom trop long : imprimé en entier, mais plus petit que 9,5 points ou sur plus de trois lignes"
    ),
    Trouble.GLYPH: N_("Caractères qu’aucune police ne dessine"),
    Trouble.EMPTY: N_("Prénom ou nom vide"),
    Trouble.DUPLICATE: N_("Même nom, même organisation : doublon ?"),
    Trouble.SHORTENED: N_("Texte sous le nom raccourci"),
}


class Finding(NamedTuple):
    """One badge to look at; without the name, which stays where it is corrected and erased."""

    badge_id: int
    trouble: Trouble
    detail: str = ""


def inspect(press: Press, holders: Sequence[Holder]) -> list[Finding]:
    """Return what to look at before printing, the gravest first."""
    names = Counter(_identity(holder) for holder in holders)
    found = [finding for holder in holders for finding in _of(press, holder)]
    found += [Finding(one.badge_id, Trouble.DUPLICATE) for one in holders if names[_identity(one)] > 1]
    gravity = list(Trouble)
    return sorted(found, key=lambda finding: gravity.index(finding.trouble))


def general_findings(public_url: str) -> list[tuple[str, dict[str, object]]]:
    """Return sentences about the whole batch, with their parameters."""
    found: list[tuple[str, dict[str, object]]] = [
        (
            N_("Le paquet Debian « %(package)s » n’est pas installé : certaines écritures n’ont pas de police."),
            {"package": package},
        )
        for package in missing_packages()
    ]
    if not fits(public_url):
        found.append(
            (N_("L’adresse du site est longue : les codes ont plus de 29 modules et se lisent de moins loin."), {})
        )
    if not public_url.startswith("https://"):
        found.append((N_("Le site n’est pas en https : imprimez ces codes pour un essai seulement."), {}))
    return found


def _of(press: Press, holder: Holder) -> Iterable[Finding]:
    if not has_ink(printable(holder.first_name)) or not has_ink(printable(holder.last_name)):
        yield Finding(holder.badge_id, Trouble.EMPTY)
    measured = press.measure(holder)
    if not measured.name.is_whole:
        yield Finding(holder.badge_id, Trouble.OVERFLOW)
    if measured.is_shortened:
        yield Finding(holder.badge_id, Trouble.SHORTENED)
    parts = ((holder.first_name, FIRST), (holder.last_name, LAST), (holder.about, TEXT))
    missing = [char for text, face in parts for char in missing_glyphs(printable(text), face)]
    if missing:
        detail = ", ".join(f"U+{ord(char):04X}" for char in dict.fromkeys(missing))
        yield Finding(holder.badge_id, Trouble.GLYPH, detail[:200])


def _identity(holder: Holder) -> tuple[str, str]:
    return fold(f"{holder.first_name} {holder.last_name}"), fold(holder.about)
