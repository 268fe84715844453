"""Facts for machines in a page: JSON-LD that cannot end its script element."""

import json
from collections.abc import Mapping

from markupsafe import Markup


def json_ld(facts: Mapping[str, object]) -> Markup:
    """Return `facts`, those that say nothing left out, safe inside <script type="application/ld+json">."""
    text = json.dumps({name: value for name, value in facts.items() if value}, ensure_ascii=False)
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - no character can end the script element
