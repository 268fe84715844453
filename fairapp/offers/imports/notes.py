"""What there is to tell about one line of an import."""

from dataclasses import dataclass
from enum import StrEnum

from fairapp.core.doubts import Doubt, doubt


class NoteKind(StrEnum):
    FILLED = "filled"  # a value that we added
    DOUBT = "doubt"  # missing, or not what was meant
    WORDING = "wording"  # row O4: on import it only warns


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about one line."""

    kind: NoteKind
    topic: str  # "salary", "place", "company", …; of the wording, its rule
    message: Doubt


class Notes(list[Note]):
    """What is told about one line, in the order of reading."""

    def doubt(self, topic: str, message: str, **params: object) -> None:
        self.append(Note(NoteKind.DOUBT, topic, doubt(message, **params)))

    def filled(self, topic: str, message: str, **params: object) -> None:
        self.append(Note(NoteKind.FILLED, topic, doubt(message, **params)))
