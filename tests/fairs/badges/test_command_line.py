"""`fairapp badges`, as its page says it."""

import io

import pytest
from pypdf import PdfReader

from tests.factories import make_cluster
from tests.fairs.factories import make_fair, make_registration
from tests.support.server import fairapp


@pytest.fixture
def run(settings, writing, tmp_path):
    with writing() as session:
        fair = make_fair(session, make_cluster(session), slug="grand-quai")
        for number in range(9):
            make_registration(session, fair, last_name=f"Martin {number}")

    def run(*arguments, check=True):
        out = tmp_path / "badges.pdf"
        done = fairapp(
            "badges", *arguments, "--out", out, data_dir=settings.data_dir, check=check,
            FAIRAPP_DATABASE_URL=settings.database_url,
        )  # fmt: skip
        return done, out

    return run


@pytest.mark.parametrize(
    ("options", "pages"), [((), 2), (("--layout", "a6", "--order", "category", "--kind", "candidate"), 9)]
)
def test_g5_badges_are_written_from_the_command_line(run, options, pages):
    done, out = run("grand-quai", *options)
    assert "9 badges" in done.stdout
    assert len(PdfReader(io.BytesIO(out.read_bytes())).pages) == pages


@pytest.mark.parametrize(
    ("arguments", "told"), [(("nulle-part",), "nulle-part"), (("grand-quai", "--kind", "staff"), "Personne")]
)
def test_the_command_says_what_is_wrong(run, arguments, told):
    done, out = run(*arguments, check=False)
    assert done.returncode == 1
    assert told in done.stderr
    assert not out.exists()
