"""What the tests of pages share."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from fairapp.mail import outbox


@pytest.fixture
def letters(settings) -> Callable[[], list[outbox.Letter]]:
    """Return the letters sent so far, newest first."""
    return lambda: outbox.latest(settings.outbox_dir)


@pytest.fixture
def link_in_mail(client, run_pending, letters) -> Callable[..., str]:
    """Ask for a sign-in link as a visitor does; return the path that the letter leads to."""

    def ask(email: str = "lea@exemple.fr", **form: Any) -> str:
        client.post("/connexion", data={"email": email, **form})
        run_pending()
        [link] = letters()[0].links
        return link.removeprefix("http://localhost")

    return ask


@pytest.fixture
def is_signed_in() -> Callable[[FlaskClient], bool]:
    return lambda client: client.get("/compte/").status_code == 200
