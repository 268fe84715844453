"""`fairapp …` and `python -m fairapp …`."""

from fairapp.core.garbage import collected_rarely


def main() -> None:
    """Load the program, then run what the command line asks."""
    with collected_rarely():  # two thousand modules that stay: a sixth of the time it takes to load them
        from fairapp.cli import main as run
    run()


if __name__ == "__main__":
    main()
