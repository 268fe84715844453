"""Passwords: long, not common, Argon2id with the measured parameters."""

import contextlib
import re
import threading
import time

import pytest
from argon2 import PasswordHasher

from fairapp.accounts.services import check_strength, hash_password, passwords, verify_password
from fairapp.core.errors import DomainError

GOOD = "cheval agrafe batterie"


def test_hash_is_argon2id_with_the_measured_parameters():
    assert hash_password(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_password_opens_its_own_hash_only():
    password_hash = hash_password(GOOD)
    assert verify_password(password_hash, GOOD)
    assert not verify_password(password_hash, GOOD + "s")


def test_same_password_has_two_hashes():
    assert hash_password(GOOD) != hash_password(GOOD)


def test_accents_typed_on_another_keyboard_open_the_same_door():
    assert verify_password(hash_password("de\u0301me\u0301nagement tardif"), "d\u00e9m\u00e9nagement tardif")


def test_nobodys_hash_costs_what_everybodys_costs():
    """The dummy hash must have today's parameters, or an unknown account would answer sooner."""
    assert not passwords.needs_rehash(passwords._NOBODY)


def test_no_account_is_opened_by_nothing():
    assert not verify_password(None, GOOD)


def test_damaged_hash_opens_nothing():
    assert not verify_password("$argon2id$rien", GOOD)


def test_older_parameters_ask_for_a_new_hash():
    assert passwords.needs_rehash(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD))
    assert not passwords.needs_rehash(hash_password(GOOD))


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "quinze-lettres.",
        "la mer monte au phare",
        "xK9vQ2mZ7pL4wR8t",
        "un papillon vers Marseille le mardi",
        "ⅫⅫ plateau ombre",
    ],
)
def test_long_and_uncommon_is_enough(password):
    check_strength(password)  # raises nothing


@pytest.mark.parametrize("password", ["", "Ab1!Ab1!Ab1!", "quatorzelettre", " " * 20, "quatorzelettre "])
def test_short_is_refused_whatever_its_signs(password):
    with pytest.raises(DomainError, match="au moins 15 caractères") as refused:
        check_strength(password)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password",
    [
        "motdepassemotdepasse",
        "MotDePasse2026!!",
        "password12345678",
        "Mot de passe 123",
        "123456789012345",
        "azertyuiopqsdfgh",
        "qwertyuiop[]asdfghjkl",
        "poiuytrezamlkjhg",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "chat-chat-chat-chat",
        "Bonjour Marseille 13!",
        "JeTaimeJeTaime<3<3",
        "administrateur2026",
        "20/11/1984-20/11/1984",
        "................",
    ],
)
def test_common_is_refused_however_long(password):
    with pytest.raises(DomainError, match="trop courant"):
        check_strength(password)


@pytest.mark.parametrize(
    "password", ["lea.martin@exemple.fr", "LeaMartinLeaMartin", "Léa Martin 2026!!", "martin-lea-exemple"]
)
def test_ones_own_name_and_address_do_not_count(password):
    with pytest.raises(DomainError, match="trop courant"):
        check_strength(password, own_words=("Léa Martin", "lea.martin@exemple.fr"))


def test_endless_password_is_refused_quickly():
    with pytest.raises(DomainError, match="au plus 200"):
        check_strength("x1" * 5000)


@pytest.mark.parametrize(
    "password", ["ab" * 99 + "c", "a" * 199 + "b", "".join(chr(97 + i % 26) * 3 for i in range(66))]
)
def test_longest_password_is_judged_quickly(password):
    began = time.perf_counter()
    with contextlib.suppress(DomainError):
        check_strength(password)
    assert time.perf_counter() - began < 0.5


def test_at_most_two_hashes_run_at_once(monkeypatch):
    running, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, _password):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1
            return "hash"

    monkeypatch.setattr(passwords, "HASHER", Slow())
    threads = [threading.Thread(target=hash_password, args=(GOOD,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_common_words_are_written_as_they_are_compared():
    folded = [word for word in (*passwords.WORDS, *passwords.WALKS) if not re.fullmatch("[a-z]+", word)]
    assert folded == []
