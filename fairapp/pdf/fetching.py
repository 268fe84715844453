"""What a document may load: images inside itself."""

import re

# Only the child imports this module.
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: TID253

_INLINE = re.compile(r"data:image/(png|jpeg|webp|svg\+xml)[;,]")


class NotInline(FatalURLFetchingError):  # type: ignore[misc]
    """A document asked for something outside itself: the drawing stops, as our templates never do."""


class OnlyInlineImages(URLFetcher):  # type: ignore[misc]
    """Refuses files, networks and everything else; the default one embedded local files and asked loopback."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not _INLINE.match(url):
            raise NotInline(f"refused: {url[:100]}")
        return super().fetch(url, headers)
