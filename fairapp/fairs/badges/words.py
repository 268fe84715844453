"""Labels of the pages about badges."""

from collections.abc import Mapping
from typing import TypeVar

from fairapp.core.text import N_
from fairapp.fairs.enums import BatchOrder, BatchStatus
from fairapp.web.i18n import translate

Key = TypeVar("Key")

ORDER_LABELS = {
    BatchOrder.NAME: N_("De A à Z"),
    BatchOrder.CATEGORY: N_("Par catégorie, puis de A à Z"),
}
BATCH_LABELS = {
    BatchStatus.WAITING: N_("En attente"),
    BatchStatus.RUNNING: N_("En cours"),
    BatchStatus.READY: N_("Prêt"),
    BatchStatus.FAILED: N_("Échec"),
}
BATCH_TONES = {
    BatchStatus.WAITING: "info",
    BatchStatus.RUNNING: "info",
    BatchStatus.READY: "ok",
    BatchStatus.FAILED: "bad",
}


def translated(labels: Mapping[Key, str]) -> dict[Key, str]:
    return {key: translate(label) for key, label in labels.items()}
