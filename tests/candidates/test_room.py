"""What files of people who have proven nothing may fill: so much a day, and never the disk's last part."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlmodel import func, select

from fairapp.candidates import uploading
from fairapp.candidates.uploading import PER_SENDER
from fairapp.core.clock import now
from fairapp.core.files import StoredFile
from fairapp.web import health
from fairapp.web.counts import Limit
from tests.candidates.making import make_pdf

PDF = make_pdf()
A_CV = -(-len(PDF) // 1000) + 2  # kilobytes; written anew it is a little longer or shorter


@pytest.fixture
def upload(enora):
    return lambda: enora.post("/candidat/cv", data={"cv": (io.BytesIO(PDF), "cv.pdf")})


def kept(reading):
    with reading() as session:
        return session.exec(select(func.count()).select_from(StoredFile)).one()


def test_a4_so_many_kilobytes_a_day_and_no_more(upload, monkeypatch):
    monkeypatch.setattr(uploading, "PER_SENDER", Limit("cv kilobytes", 2 * A_CV, timedelta(days=1)))
    answers = [upload() for _ in range(20)]
    refused = [answer for answer in answers if answer.status_code == 422]
    assert [answer.status_code for answer in answers[:2]] == [303, 303]
    assert "Trop de fichiers sont arrivés" in refused[0].text
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        assert upload().status_code != 422


def test_a4_the_bound_is_many_cvs_of_the_greatest_size():
    assert PER_SENDER.amount >= 40 * 5000


@pytest.mark.parametrize(("free_mb", "status", "files"), [(199, 503, 0), (200, 303, 1)])
def test_a4_the_last_of_the_disk_is_not_for_visitors(upload, reading, monkeypatch, free_mb, status, files):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _path: SimpleNamespace(free=free_mb * 2**20))
    answer = upload()
    assert (answer.status_code, kept(reading)) == (status, files)
    assert ("plus recevoir de fichier" in answer.text) == (status == 503)
