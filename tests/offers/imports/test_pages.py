"""Organisers import a file, watch it and read what it did."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import g
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.core.db import ReadOnlySession
from fairapp.core.files import StoredFile
from fairapp.core.tasks import Task, TaskStatus
from fairapp.offers.imports import handlers, services
from fairapp.offers.models import Offer, OfferImport
from tests.factories import make_account, make_cluster, make_company, make_member
from tests.offers.imports.files import feed, jsonl
from tests.support.htmx import HTMX, same, soup, swap

URL = "/pilotage/pole/imports"


@pytest.fixture
def organiser(sign_in, writing, cluster):
    with writing() as session:
        account = make_member(session, cluster)
    return sign_in(account)


def send(client, content, *, name="offres mai.jsonl", headers=None, **form):
    data = {"file": (io.BytesIO(content), name), **form}
    return client.post(URL, data=data, content_type="multipart/form-data", headers=headers)


def stored(reading, model):
    with reading() as session:
        return session.exec(select(model)).all()


def test_a_file_is_queued_run_and_told(organiser, run_pending, reading):
    answer = send(organiser, jsonl({}, {"reference": "A2", "title": ""}), source="site carrières")
    assert answer.status_code == 303
    url = answer.headers["Location"]
    waiting = soup(organiser.get(url))
    assert waiting.select_one("#progress")["hx-get"] == url
    assert waiting.select_one("#progress")["hx-trigger"] == "every 1s"
    run_pending()
    page = soup(organiser.get(url))
    assert "hx-get" not in page.select_one("#progress").attrs
    text = page.select_one("#progress").get_text(" ", strip=True)
    assert "l’offre n’a pas de titre." in text
    (offer,) = stored(reading, Offer)
    assert (offer.source, offer.reference) == ("site carrières", "A1")
    (run,) = stored(reading, OfferImport)
    assert (run.report["created"], run.report["wrong"], run.finished_at is None) == (1, 1, False)


def test_the_progress_that_is_polled_equals_the_fresh_page(organiser, run_pending):
    url = send(organiser, feed(3)).headers["Location"]
    before = soup(organiser.get(url))
    run_pending()
    fragment = organiser.get(url, headers=HTMX)
    assert same(swap(before, fragment, "#progress"), soup(organiser.get(url)))
    assert "<html" not in fragment.text


def test_progress_is_shown_while_it_runs(organiser, run_pending, monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 2)
    url = send(organiser, feed(6)).headers["Location"]
    seen, store = [], services.store_lines

    def look(session, run, lines):
        store(session, run, lines)
        with ThreadPoolExecutor() as pool:  # a request of its own, outside the worker's context
            bar = soup(pool.submit(organiser.get, url).result()).select_one("#progress progress")
        seen.append((bar["value"], bar["max"]))

    monkeypatch.setattr(services, "store_lines", look)
    run_pending()
    assert seen == [("0", "1"), ("2", "6"), ("4", "6")]


def test_a_dry_run_changes_nothing_and_says_so(organiser, run_pending, reading):
    url = send(organiser, feed(3), dry_run="1").headers["Location"]
    run_pending()
    assert "C'était un essai" in soup(organiser.get(url)).get_text().replace("’", "'")
    assert stored(reading, Offer) == []
    assert stored(reading, OfferImport)[0].report["created"] == 3


@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_wrong_file_is_told_at_once_and_what_was_typed_stays(organiser, reading, headers):
    answer = send(organiser, b"nom;ville\nx;y", source="agence", dry_run="1", headers=headers)
    assert answer.status_code == 422
    page = soup(answer)
    assert "titre" in page.select_one("#file-error").get_text()
    assert "file-error" in page.select_one("#file")["aria-describedby"].split()
    assert page.select_one("#source")["value"] == "agence"
    assert page.select_one("[name=dry_run]").has_attr("checked")
    assert stored(reading, Task) == []
    assert stored(reading, StoredFile) == []


def test_a_refused_form_swaps_in_place(organiser):
    before, answer = soup(organiser.get(URL)), send(organiser, b"", headers=HTMX)
    assert same(swap(before, answer, "#form"), soup(send(organiser, b"")))


def test_no_file_is_told(organiser):
    answer = organiser.post(URL, data={"source": "x"}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Choisissez un fichier" in soup(answer).select_one("#file-error").get_text()


def test_the_file_is_read_before_the_write_transaction(organiser, monkeypatch):
    """A long table takes seconds, in which nobody else could write."""
    sessions = []
    monkeypatch.setattr(handlers, "read_entries", lambda _content: sessions.append(type(g.session)))
    assert send(organiser, jsonl({})).status_code == 303
    assert sessions == [ReadOnlySession]


def test_a_large_file_is_read_by_the_task(organiser, run_pending, reading, monkeypatch):
    monkeypatch.setattr(handlers, "CHECKED_AT_ONCE", 10)
    answer = send(organiser, b"nom;ville\nx;y")
    assert answer.status_code == 303
    run_pending()
    assert "La première ligne doit nommer" in soup(organiser.get(answer.headers["Location"])).get_text()
    assert stored(reading, Task)[0].status is TaskStatus.DONE


def test_the_file_s_name_is_its_source_unless_the_offers_name_theirs(organiser, run_pending, reading):
    send(organiser, jsonl({}, {"reference": "A2", "source": "france-travail"}))
    run_pending()
    assert {offer.reference: offer.source for offer in stored(reading, Offer)} == {
        "A1": "offres-mai", "A2": "france-travail",
    }  # fmt: skip


def test_a_task_that_dies_is_taken_up_again(organiser, run_pending, reading, monkeypatch):
    send(organiser, feed(5))
    finish = handlers.import_offers
    monkeypatch.setattr(handlers, "import_offers", lambda *args, **options: (finish(*args, **options), 1 / 0))
    run_pending()
    assert stored(reading, Task)[0].status is TaskStatus.QUEUED
    monkeypatch.setattr(handlers, "import_offers", finish)
    with time_machine.travel(now() + timedelta(minutes=1)):
        run_pending()
    assert (len(stored(reading, Offer)), stored(reading, OfferImport)[0].report["unchanged"]) == (5, 5)


def test_others_see_nothing(organiser, client, sign_in, writing):
    url = send(organiser, feed(1)).headers["Location"]
    with writing() as session:
        elsewhere = make_cluster(session, slug="ailleurs")
        others = [
            make_member(session, elsewhere),
            make_member(session, make_company(session, elsewhere)),
            make_account(session),
        ]
    assert client.get(url).headers["Location"].startswith("/connexion")
    assert [sign_in(other).get(url).status_code for other in others] == [404, 403, 403]
    assert sign_in(others[0]).get(url.replace("pole", "ailleurs")).status_code == 404
    assert send(sign_in(others[0]), feed(1)).status_code == 404


def test_runs_are_listed_the_latest_first(organiser, run_pending):
    for number in (1, 2):
        send(organiser, feed(number), name=f"n{number}.jsonl")
        run_pending()
    listed = [cell.get_text(strip=True) for cell in soup(organiser.get(URL)).select("tbody th")]
    assert listed == ["n2", "n1"]
