"""Serves the bundles of `static/dist/`: hashed names, for ever in the browser's cache, compressed beforehand."""

import mimetypes
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from werkzeug.datastructures import Accept

from fairapp.core.paths import STATIC
from fairapp.web.access import public
from fairapp.web.bundling import Manifest, build_bundles, fetch_vendor, has_sources, read_manifest

PREFIX = "/assets/"
CACHE = "public, max-age=31536000, immutable"  # the name changes with the content
LOOK_AGAIN_SECONDS = 0.5
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # best first


@dataclass(frozen=True)
class Asset:
    """One file in all the encodings it is kept in; "" is the plain one."""

    media_type: str
    bodies: Mapping[str, bytes]

    def best_for(self, accepted: Accept) -> str:
        """Return the smallest encoding the browser takes."""
        return next((name for name in ENCODINGS if name in self.bodies and accepted[name] > 0), "")


class Assets:
    """The bundles in memory; in a development checkout they follow their sources."""

    def __init__(self, static: Path, *, watch: bool) -> None:
        self._static = static
        self._watch = watch and has_sources(static)
        self._looked_at = time.monotonic()
        self._load(build_bundles(static) if has_sources(static) else read_manifest(static))

    def url(self, name: str) -> str:
        """Return where `app.css`, `app.js`, `sprite.svg`, `inter-latin.woff2`… are served.

        :raise KeyError: if there is no such asset.
        """
        if self._watch:
            self._look_again()
        return self._urls[name]

    def get(self, hashed_name: str) -> Asset | None:
        return self._assets.get(hashed_name)

    def _look_again(self) -> None:
        if time.monotonic() - self._looked_at < LOOK_AGAIN_SECONDS:
            return
        self._looked_at = time.monotonic()
        manifest = build_bundles(self._static)
        if manifest != self._manifest:
            self._load(manifest)

    def _load(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._urls = {name: PREFIX + hashed for name, hashed in manifest.items()}
        self._assets = {hashed: _read(self._static / "dist" / hashed) for hashed in manifest.values()}


def install(app: Flask, *, static: Path = STATIC, watch: bool = False) -> None:
    """Serve the bundles and give templates `asset(name)`; `watch` rebuilds them when a source changes."""
    assets = Assets(static, watch=watch)
    app.extensions["fairapp.assets"] = assets
    app.jinja_env.globals["asset"] = assets.url
    app.add_url_rule(f"{PREFIX}<name>", "assets", serve_asset)


def build() -> None:
    """Fetch the npm packages and join the bundles, if this is a checkout and they are not up to date."""
    if has_sources(STATIC):
        fetch_vendor(STATIC.parent)
        build_bundles(STATIC)


@public
def serve_asset(name: str) -> Response:
    assets: Assets = current_app.extensions["fairapp.assets"]
    asset = assets.get(name)
    if asset is None:
        abort(404)
    encoding = asset.best_for(request.accept_encodings)
    response = Response(asset.bodies[encoding], mimetype=asset.media_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    if len(asset.bodies) > 1:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = CACHE
    response.set_etag(f"{name}-{encoding}" if encoding else name)
    response.make_conditional(request)
    return response


def _read(path: Path) -> Asset:
    return Asset(media_type=mimetypes.guess_type(path.name)[0] or "font/woff2", bodies=dict(_bodies(path)))


def _bodies(path: Path) -> Iterator[tuple[str, bytes]]:
    yield "", path.read_bytes()
    for encoding, suffix in ENCODINGS.items():
        compressed = path.with_name(path.name + suffix)
        if compressed.exists():
            yield encoding, compressed.read_bytes()
