"""The `fairapp` command: one line why on failure, progress on anything long."""

import sys

import click
from pydantic import ValidationError

from fairapp.cli import (
    accounts,
    backups,
    badges,
    clusters,
    database,
    demo,
    exports,
    imports,
    indexes,
    operations,
    reference,
    serving,
)
from fairapp.core.errors import CommandError, DomainError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairapp")
def root() -> None:
    """Salons de recrutement et bourse d’emploi des clusters."""


for module in (
    serving,
    database,
    indexes,
    imports,
    exports,
    badges,
    demo,
    accounts,
    clusters,
    reference,
    backups,
    operations,
):
    for command in module.COMMANDS:
        root.add_command(command)


def main() -> None:
    """Run the command line; exit status 1 and one clear line when it cannot go on."""
    try:
        root(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except ValidationError as error:
        _fail("Configuration : " + "; ".join(_in_words(problem) for problem in error.errors()))
    except (CommandError, DomainError, OSError) as error:
        _fail(str(error))


def _in_words(problem: object) -> str:
    details = dict(problem)  # type: ignore[call-overload]
    name = "".join(f"FAIRAPP_{str(part).upper()} : " for part in details["loc"])
    return name + str(details["msg"]).removeprefix("Value error, ")


def _fail(message: str) -> None:
    click.echo(f"fairapp: {message}", err=True)
    sys.exit(1)
