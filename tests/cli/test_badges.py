"""`fairapp badges` writes a fair's badges, and says what to check."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import CliRunner
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
def run(settings: Settings, environment: Callable[..., None]) -> Iterator[Callable[..., str]]:
    """Run the command in this process; return what it printed."""
    from fairapp.cli import context  # slow import: it loads the application
    from fairapp.cli.badges import print_badges

    environment(
        env="test", data_dir=str(settings.data_dir), database_url=settings.database_url,
        secret_key=settings.secret_key.get_secret_value(), public_url=settings.public_url,
    )  # fmt: skip
    cached = (context.settings, context.bare_engine, context.engine, context.application)
    for function in cached:
        function.cache_clear()

    def run(*arguments: str | Path) -> str:
        result = CliRunner().invoke(print_badges, [str(one) for one in arguments], standalone_mode=False)
        if result.exception:
            raise result.exception
        return result.output

    yield run
    context.application().extensions["fairapp"].engine.dispose()
    context.bare_engine().dispose()
    for function in cached:
        function.cache_clear()


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
