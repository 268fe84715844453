"""`fairapp badges` writes a fair's badges, and says what to check."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlmodel import Session

from fairapp.core.errors import CommandError
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


@pytest.fixture
def run(run_command: Callable[..., str]) -> Callable[..., str]:
    return partial(run_command, "badges")


def test_g5_badges_are_written_by_the_command(settings: Settings, place: Place, tmp_path: Path) -> None:
    out = tmp_path / "badges.pdf"

    done = fairapp(
        "badges", place.fair.slug, "--out", out, data_dir=settings.data_dir, FAIRAPP_DATABASE_URL=settings.database_url
    )

    assert "13 badges" in done.stdout
    assert "doublon" in done.stderr
    assert len(PdfReader(out).pages) == 2


@pytest.mark.parametrize(
    ("choice", "pages", "told"),
    [
        (("--layout", "label_62x100", "--kind", "exhibitor", "--order", "category"), 1, "1 badge."),
        (("--layout", "a6", "--kind", "candidate"), 12, "12 badges."),
    ],
)
def test_g5_one_kind_on_another_paper(
    run: Callable[..., str], place: Place, tmp_path: Path, choice: tuple[str, ...], pages: int, told: str
) -> None:
    out = tmp_path / "badges.pdf"

    assert told in run(place.fair.slug, "--out", out, *choice)

    assert len(PdfReader(out).pages) == pages


@pytest.mark.parametrize(
    ("slug", "choice", "told"), [("nulle-part", (), "nulle-part"), ("", ("--kind", "speaker"), "Personne")]
)
def test_what_cannot_be_done_is_said(
    run: Callable[..., str], place: Place, tmp_path: Path, slug: str, choice: tuple[str, ...], told: str
) -> None:
    out = tmp_path / "badges.pdf"

    with pytest.raises(CommandError, match=told):
        run(slug or place.fair.slug, "--out", out, *choice)

    assert not out.exists()
