"""`fairapp …` run in this process, on the test's own database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairapp.core.settings import Settings


@pytest.fixture
def run_command(settings: Settings, environment: Callable[..., None]) -> Iterator[Callable[..., str]]:
    """Run `fairapp` with these arguments, and `text` typed to it; return what it printed, or raise why it failed."""
    from fairapp.cli import context, root  # slow import: it loads the application

    environment(
        env="test", data_dir=str(settings.data_dir), database_url=settings.database_url,
        secret_key=settings.secret_key.get_secret_value(), public_url=settings.public_url,
    )  # fmt: skip
    cached = (context.settings, context.bare_engine, context.engine, context.application)

    def run(*arguments: str | Path, text: str = "") -> str:
        result = CliRunner().invoke(root, [str(one) for one in arguments], input=text, standalone_mode=False)
        if result.exception:
            raise result.exception
        return result.stdout

    for function in cached:
        function.cache_clear()
    yield run
    context.application().extensions["fairapp"].engine.dispose()
    context.bare_engine().dispose()
    for function in cached:
        function.cache_clear()
