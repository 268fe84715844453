"""Letters of requests."""

from collections.abc import Callable

import pytest

from fairapp.core.settings import Settings
from fairapp.mail import outbox
from fairapp.mail.outbox import Letter


@pytest.fixture
def letters(settings: Settings, run_pending) -> Callable[[], list[Letter]]:
    """Run what is due; give the letters sent since the last call, in the order of their readers."""
    seen: set[str] = set()

    def read() -> list[Letter]:
        run_pending()
        new = [letter for letter in outbox.latest(settings.outbox_dir) if letter.id not in seen]
        seen.update(letter.id for letter in new)
        return sorted(new, key=lambda letter: letter.to)

    return read
