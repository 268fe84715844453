"""Errors that a user caused and that a page can explain."""


class DomainError(Exception):
    """A business rule refuses the request.

    `message` is a French message id with `%(name)s` parameters; the web edge translates it.
    `field` names the form field to blame, or None for the whole form.
    """

    def __init__(self, message: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.field = field
        self.params = params


class Conflict(DomainError):
    """The state changed meanwhile (taken, closed, edited by someone else): answered 409 with the fresh state."""


class CommandError(Exception):
    """A command cannot go on; its message is the one clear line that the terminal shows."""
