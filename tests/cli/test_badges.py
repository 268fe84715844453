"""`fairapp badges` writes a fair's badges, and says what to check."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlmodel import Session

from fairapp.core.settings import Settings
from tests.fairs.badges.making import Place, add_person, furnish
from tests.fairs.factories import make_registration
from tests.support.server import fairapp

Sessions = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def place(writing: Sessions) -> Place:
    with writing() as session:
        place = furnish(session, people=9)
        for _twice in range(2):
            add_person(session, place.fair, "Zoé", "Martin")
        make_registration(session, place.fair, last_name="Sans-Badge")
        return place


def run(settings: Settings, *arguments: str) -> tuple[int, str]:
    done = fairapp(*arguments, data_dir=settings.data_dir, check=False, FAIRAPP_DATABASE_URL=settings.database_url)
    return done.returncode, done.stdout + done.stderr


def test_badges_are_written_with_progress(settings: Settings, place: Place, tmp_path: Path) -> None:
    out = tmp_path / "badges.pdf"

    status, told = run(settings, "badges", place.fair.slug, "--out", str(out))

    assert status == 0
    assert "13 badges" in told
    assert "doublon" in told
    assert len(PdfReader(out).pages) == 2


def test_one_kind_on_labels(settings: Settings, place: Place, tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    choice = ("--layout", "label_62x100", "--kind", "exhibitor", "--order", "category")

    status, told = run(settings, "badges", place.fair.slug, "--out", str(out), *choice)

    assert (status, len(PdfReader(out).pages)) == (0, 1)
    assert "1 badge." in told


@pytest.mark.parametrize("arguments", [("nowhere",), ("", "--kind", "speaker")])
def test_what_cannot_be_done_is_said_in_one_line(
    settings: Settings, place: Place, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    slug, *rest = arguments
    out = tmp_path / "badges.pdf"

    status, told = run(settings, "badges", slug or place.fair.slug, "--out", str(out), *rest)

    assert status == 1
    assert told.startswith("fairapp: ")
    assert not out.exists()
