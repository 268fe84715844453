"""The archive of one's own data, opened."""

import io
import json
import zipfile
from typing import Any

from werkzeug.test import TestResponse


def written_in(answer: TestResponse) -> dict[str, Any]:
    """Return what is told in it as JSON."""
    return json.loads(files_in(answer)["donnees.json"])


def files_in(answer: TestResponse) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
