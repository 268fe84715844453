import os
import stat
from threading import Barrier, Thread

import pytest

from fairapp import mail
from fairapp.mail import outbox


@pytest.fixture
def folder(settings):
    return settings.outbox_dir


def test_without_a_server_letters_wait_in_the_outbox(settings, folder, letter_to):
    mail.send(settings, letter_to())
    [letter] = outbox.latest(folder)
    assert (letter.to, letter.subject) == ("lea@exemple.fr", "Votre lien")
    assert letter.links == ["http://localhost/connexion/lien/1-a"]


def test_newest_letter_comes_first(settings, folder, letter_to):
    for number in range(3):
        mail.send(settings, letter_to(subject=f"n° {number}", key=str(number)))
        newest = max(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, ns=(number * 10**9, number * 10**9))
    assert [letter.subject for letter in outbox.latest(folder, limit=2)] == ["n° 2", "n° 1"]


def test_handler_that_runs_twice_leaves_one_letter(settings, folder, letter_to):
    for _ in range(2):
        mail.send(settings, letter_to(key="sign-in-1"))
    assert len(outbox.latest(folder)) == 1


def test_only_the_newest_letters_are_kept(settings, folder, letter_to, monkeypatch):
    monkeypatch.setattr(outbox, "MAX_LETTERS", 3)
    for number in range(5):
        mail.send(settings, letter_to(subject=f"n° {number}", key=str(number)))
    assert len(list(folder.iterdir())) == 3


def test_letters_are_nobody_elses_business(settings, folder, letter_to):
    mail.send(settings, letter_to())
    [path] = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_damaged_file_is_passed_over(settings, folder, letter_to):
    mail.send(settings, letter_to())
    (folder / "abime.eml").write_bytes(b"\xff\xfe\x00 rien de tel")
    (folder / "vide.eml").touch()
    assert [letter.to for letter in outbox.latest(folder)] == ["lea@exemple.fr"]


def test_outbox_that_does_not_exist_yet_is_empty(folder):
    assert outbox.latest(folder) == []


def test_erased_person_leaves_no_letter(settings, folder, letter_to):
    mail.send(settings, letter_to("lea@exemple.fr"))
    mail.send(settings, letter_to("tom@exemple.fr"))
    assert outbox.forget(folder, outbox.digest_of("Lea@exemple.fr ")) == 1
    assert [letter.to for letter in outbox.latest(folder)] == ["tom@exemple.fr"]


def test_letters_about_a_thing_go_by_their_keys(settings, folder, letter_to):
    for key in ("visit-1-asked", "visit-12-asked", "told-1-3", ""):
        mail.send(settings, letter_to(subject=key or "none", key=key))
    (folder / "abime.eml").write_bytes(b"\xff\xfe\x00 rien de tel")
    assert outbox.forget_keys(folder, ("visit-1-", "told-1-")) == 2
    assert {letter.subject for letter in outbox.latest(folder)} == {"visit-12-asked", "none"}


def test_reader_never_sees_half_a_letter(settings, folder, letter_to):
    barrier, failures = Barrier(2), []

    def write():
        barrier.wait()
        for _ in range(30):
            mail.send(settings, letter_to(key="the same"))

    def read():
        barrier.wait()
        for _ in range(60):
            failures.extend(path for path in folder.glob("*.eml") if not path.read_bytes().endswith(b"--\r\n"))

    threads = [Thread(target=write), Thread(target=read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_links_end_where_the_sentence_goes_on():
    letter = outbox.Letter(
        "1", "a@b.fr", "", None, "Voir http://localhost/a. Puis (http://localhost/b), http://localhost/a"
    )
    assert letter.links == ["http://localhost/a", "http://localhost/b"]
