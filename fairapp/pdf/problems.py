from enum import StrEnum


class Problem(StrEnum):
    """Why a document of a stranger is not taken."""

    NOT_PDF = "not_pdf"
    MORE_THAN_PDF = "more_than_pdf"  # something else follows its end
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    NO_PAGE = "no_page"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_HEAVY = "too_heavy"  # it would take more time or memory than a document may
    SCRIPT = "script"
    ACTION = "action"  # starts a program, fetches or sends something, plays something
    ATTACHMENT = "attachment"
