"""Turns `static/` into what browsers fetch: one style sheet, one script, fonts and drawings with hashed names.

The sources stay small files; `static/dist/` receives the bundles, pre-compressed, with a manifest of their names.
The build hook of the wheel runs this module alone, so it imports nothing of the product.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import brotli

Manifest = dict[str, str]  # logical name → hashed name

SOURCES = ("css/**/*.css", "js/*.js", "img/*", "vendor/*", "licences/*")
JOINED = "htmx.min.js"  # of the vendors' scripts, the one that every page has
NPM = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")

_IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\)(?: layer\((?P<layer>[\w-]+)\))?;')
_URL = re.compile(r'url\("\.\./vendor/(?P<file>[\w.-]+)"\)')
_BLANK = r"(?:\s|/\*(?:(?!\*/).)*\*/)"  # never beyond the end of a comment, whatever has to follow
_CSS_NOISE = re.compile(
    rf"""(?P<keep>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|{_BLANK}*;?{_BLANK}*(?P<end>\}}){_BLANK}*"""
    rf"""|{_BLANK}*(?P<mark>[{{;,]){_BLANK}*|{_BLANK}+""",
    re.S,
)
_JS_NOISE = re.compile(r"^\s*(?://.*)?\n|^[ \t]+", re.M)


class MissingPackages(RuntimeError):
    """The npm packages are not there, and this copy of the product cannot fetch them."""


def fetch_vendor(root: Path) -> bool:
    """Copy the files that package.json names from npm packages to `static/vendor/`; tell whether anything was done.

    The stamp keeps the lock file's digest: a changed version is fetched again, an unchanged one costs two reads.
    """
    wanted: dict[str, str] = json.loads((root / "package.json").read_text())["vendor"]
    vendor = root / "static" / "vendor"
    stamp = vendor / ".stamp"
    digest = _digest((root / "package.json").read_bytes() + (root / "package-lock.json").read_bytes())
    if stamp.exists() and stamp.read_text() == digest and all((vendor / name).exists() for name in wanted.values()):
        return False
    subprocess.run(NPM, cwd=root, check=True)  # noqa: S603 - a constant
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for source, name in wanted.items():
        shutil.copyfile(root / "node_modules" / source, vendor / name)
    stamp.write_text(digest)
    return True


def build_bundles(static: Path) -> Manifest:
    """Write `static/dist/` unless it is up to date, and return its manifest; safe to run twice at once."""
    state = _state_of(static)
    built_from, files = _read_manifest(static)
    if built_from == state:
        return files
    dist = static / "dist"
    dist.mkdir(parents=True, exist_ok=True)
    files = {}
    for source in _served_as_they_are(static):
        files[source.name] = _publish(dist, source.name, source.read_bytes())
    files["app.css"] = _publish(dist, "app.css", _join_css(static, files).encode())
    files["app.js"] = _publish(dist, "app.js", _join_js(static).encode())
    for licence in (*(static / "vendor").glob("*.LICENSE.txt"), *(static / "licences").glob("*.LICENSE.txt")):
        _write(dist / licence.name, licence.read_bytes())
    _write(dist / "manifest.json", json.dumps({"state": state, "files": files}, indent=1).encode())
    _sweep(dist, keep=set(files.values()))
    return files


def read_manifest(static: Path) -> Manifest:
    """Return what an earlier build wrote (a wheel ships it)."""
    _state, files = _read_manifest(static)
    if not files:
        raise MissingPackages(f"{static / 'dist'} is empty: run `make setup` in a checkout, or install a wheel")
    return files


def has_sources(static: Path) -> bool:
    """Tell a checkout, where sources may change, from an installed wheel, where they cannot."""
    return (static.parent / "package.json").exists()


def _served_as_they_are(static: Path) -> list[Path]:
    """Return drawings, fonts, and the scripts that single pages fetch themselves (the door's reader of codes)."""
    vendor = static / "vendor"
    scripts = [path for path in vendor.glob("*.js") if path.name != JOINED]
    return sorted([*(static / "img").glob("*.svg"), *vendor.glob("*.woff2"), *vendor.glob("*.wasm"), *scripts])


def _state_of(static: Path) -> str:
    """Digest of the sources' names, sizes and times: cheap enough to ask for at every page in development."""
    sources = sorted(path for pattern in SOURCES for path in static.glob(pattern))
    if static / "vendor" / JOINED not in sources:
        raise MissingPackages(f"{static / 'vendor'} is empty: run `make setup`")
    seen = [(str(path.relative_to(static)), path.stat().st_size, path.stat().st_mtime_ns) for path in sources]
    return _digest(repr(seen).encode() + Path(__file__).read_bytes())


def _join_css(static: Path, files: Manifest) -> str:
    """Inline the imports of app.css, each in its layer, and point at the fonts' hashed names."""
    folder = static / "css"

    def inlined(found: re.Match[str]) -> str:
        text = (folder / found["file"]).read_text()
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    whole = _IMPORT.sub(inlined, (folder / "app.css").read_text())
    return minify_css(_URL.sub(lambda found: f'url("{files[found["file"]]}")', whole))


def _join_js(static: Path) -> str:
    """Put htmx first, then our files, each in a scope of its own."""
    parts = [(static / "vendor" / JOINED).read_text().strip()]
    for source in sorted((static / "js").glob("*.js")):
        parts.append(f'(() => {{\n"use strict";\n{minify_js(source.read_text())}}})();')
    return ";\n".join(parts) + "\n"


def minify_css(text: str) -> str:
    """Drop comments and needless white space; strings stay as they are."""
    return _CSS_NOISE.sub(lambda found: found["keep"] or found["end"] or found["mark"] or " ", text).strip()


def minify_js(text: str) -> str:
    """Drop lines of comment and indentation: compression does the rest (template literals stay on one line)."""
    return _JS_NOISE.sub("", text)


def _publish(dist: Path, name: str, content: bytes) -> str:
    """Write `content` under a name that carries its digest, compressed beside it where that helps."""
    stem, _, suffix = name.rpartition(".")
    hashed = f"{stem}.{_digest(content)[:10]}.{suffix}"
    _write(dist / hashed, content)
    if suffix != "woff2":  # already brotli inside
        _write(dist / f"{hashed}.br", brotli.compress(content, quality=11))
        _write(dist / f"{hashed}.gz", gzip.compress(content, 9, mtime=0))
    return hashed


def _write(path: Path, content: bytes) -> None:
    """Write at once or not at all: another process may be reading."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    os.replace(draft, path)


def _sweep(dist: Path, *, keep: set[str]) -> None:
    """Drop what earlier builds left; drafts (hidden) may belong to a build that runs at this moment."""
    for path in dist.glob("[!.]*"):
        base = path.name.removesuffix(".br").removesuffix(".gz")
        if base not in keep and path.name != "manifest.json" and not path.name.endswith(".LICENSE.txt"):
            path.unlink(missing_ok=True)


def _read_manifest(static: Path) -> tuple[str, Manifest]:
    """Return the state of the sources that an earlier build saw, and its files; nothing if there was none."""
    try:
        found = json.loads((static / "dist" / "manifest.json").read_text())
    except (FileNotFoundError, ValueError):
        return "", {}
    return found["state"], found["files"]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
