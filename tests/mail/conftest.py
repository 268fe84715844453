from typing import Any

import pytest

from fairapp.mail import Message


@pytest.fixture
def letter_to() -> Any:
    """Make a message; a test names only what it is about."""

    def make(to: str = "lea@exemple.fr", **over: Any) -> Message:
        context = {"url": "http://localhost/connexion/lien/1-a", "minutes": 10, "host": "http://localhost"}
        values = {"subject": "Votre lien", "template": "sign_in", "context": context}
        return Message(to=to, **(values | over))

    return make
