"""Passwords: Argon2id, long rather than complicated, and never a common one.

Hashing takes as long as many bookings: do it before the write transaction begins.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fairapp.accounts.common_passwords import WALKS, WORDS
from fairapp.core.errors import DomainError
from fairapp.core.text import N_, fold

MIN_LENGTH = 15
MAX_LENGTH = 200
MIN_OWN = 6  # different characters left once everything common is taken out

# OWASP's first choice; argon2-cffi's default costs eight times as much here and would fill the machine at six sign-ins/s.
HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)  # 19 MiB and one core each
# Of a random text nobody knows, with the parameters above: verifying it costs what a real account costs.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$V6FHw6FsYHKoZvkha0hiMw$7N+YiTtsYg3z1n+/2+6mYC0UWuT4v539hX4ukzBKuPY"


def hash_password(password: str) -> str:
    with _AT_ONCE:
        return HASHER.hash(_normalise(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Compare; an account without password, or no account at all (None), takes as long and is refused."""
    with _AT_ONCE:
        try:
            return HASHER.verify(password_hash or _NOBODY, _normalise(password)) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(password_hash: str) -> bool:
    """Tell whether the parameters have changed since this hash was made."""
    return HASHER.check_needs_rehash(password_hash)


def check_strength(password: str, *, own_words: Iterable[str] = ()) -> None:
    """Refuse what is short or guessed first; nothing is asked about digits, capitals or signs.

    :raise DomainError: on the field `password`; `own_words` are the person's name and address.
    """
    password = _normalise(password)
    if len(password) < MIN_LENGTH:
        raise DomainError(
            N_("Choisissez au moins %(min)s caractères : quelques mots sans rapport entre eux font l'affaire."),
            field="password", min=MIN_LENGTH,
        )  # fmt: skip
    if len(password) > MAX_LENGTH:
        raise DomainError(N_("Choisissez au plus %(max)s caractères."), field="password", max=MAX_LENGTH)
    if len(set(_without_the_common(fold(password), own_words))) < MIN_OWN:
        raise DomainError(
            N_("Ce mot de passe est trop courant. Ajoutez des mots que personne ne vous associe."), field="password"
        )


def _normalise(password: str) -> str:
    """One keyboard writes é as one character, another as two: both must open the same door."""
    return unicodedata.normalize("NFKC", password.strip())


def _without_the_common(folded: str, own_words: Iterable[str]) -> str:
    for word in own_words:
        for part in re.split(r"[^a-z0-9]+", fold(word)):
            if len(part) > 2:
                folded = folded.replace(part, " ")
    rest = _common().sub(" ", folded)
    rest = re.sub(r"(.+?)\1+", r"\1", rest)  # "chat-chat-chat" says "chat-" once
    return re.sub(r"[\W\d_]+", "", rest)


@cache
def _common() -> re.Pattern[str]:
    walks = {line[start : start + 4] for walk in WALKS for line in (walk, walk[::-1]) for start in range(len(walk) - 3)}
    runs = "|".join(sorted({*WORDS, *walks}, key=len, reverse=True))
    return re.compile(rf"(?:{runs})|\d+")
