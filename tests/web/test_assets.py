"""Bundles: what the browser gets is made from the small files, never goes stale, and is fetched once."""

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from fairapp.core.paths import ROOT, STATIC
from fairapp.web import assets, bundling

FILES = {
    "css/app.css": '@layer base, late;\n@import url("a.css") layer(base);\n@import url("fonts.css");\n',
    "css/a.css": "/* why */\n.a {\n  color: red;\n}\n",
    "css/fonts.css": '@font-face { src: url("../vendor/f.woff2"); }\n',
    "js/b.js": '// says b\nconst b = "// kept";\n',
    "js/a.js": "const b = 1;\n",
    "img/sprite.svg": "<svg/>",
    "vendor/htmx.min.js": "var htmx=1",
    "vendor/f.woff2": "font",
    "vendor/f.LICENSE.txt": "free",
    "licences/g.LICENSE.txt": "free too",
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """Give a checkout in small."""
    write(tmp_path / "static", FILES)
    (tmp_path / "package.json").write_text(json.dumps({"vendor": {"x/f": "f.woff2"}}))
    (tmp_path / "package-lock.json").write_text("{}")
    return tmp_path / "static"


def built(static: Path, name: str) -> str:
    return (static / "dist" / bundling.build_bundles(static)[name]).read_text()


def touch(path: Path, text: str) -> None:
    path.write_text(text)
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 5_000_000))


# The bundles


def test_style_sheet_inlines_its_parts_in_their_layers(static: Path):
    font = bundling.build_bundles(static)["f.woff2"]
    assert built(static, "app.css") == (
        f'@layer base,late;@layer base{{.a{{color: red}}}}@font-face{{src: url("{font}")}}'
    )


def test_script_starts_with_htmx_and_gives_each_file_its_own_scope(static: Path):
    assert built(static, "app.js") == (
        'var htmx=1;\n(() => {\n"use strict";\nconst b = 1;\n})();;\n(() => {\n"use strict";\nconst b = "// kept";\n})();\n'
    )


@pytest.mark.parametrize(
    ("source", "small"),
    [
        ('a::before { content: "  ; /* kept */ } "; }', 'a::before{content: "  ; /* kept */ } "}'),
        ("a { inline-size: calc(1px + -1 * 2px) }", "a{inline-size: calc(1px + -1 * 2px)}"),
        ("a :is(b, c) > d,\ne { margin: 0; }", "a :is(b,c) > d,e{margin: 0}"),
        (
            "@media (width < 40rem) {\n  a { top: 0; }\n\n  b { top: 1px; }\n}",
            "@media (width < 40rem){a{top: 0}b{top: 1px}}",
        ),
    ],
)
def test_minifying_keeps_the_meaning(source: str, small: str):
    assert bundling.minify_css(source) == small


def test_name_changes_with_the_content_only(static: Path):
    before = bundling.build_bundles(static)
    touch(static / "css" / "a.css", ".a { color: blue; }")
    after = bundling.build_bundles(static)
    assert {name for name in before if before[name] != after[name]} == {"app.css"}


def test_bundles_are_compressed_beforehand_and_fonts_are_not(static: Path):
    manifest = bundling.build_bundles(static)
    dist = static / "dist"
    plain = (dist / manifest["app.js"]).read_bytes()
    assert brotli.decompress((dist / f"{manifest['app.js']}.br").read_bytes()) == plain
    assert gzip.decompress((dist / f"{manifest['app.js']}.gz").read_bytes()) == plain
    assert not (dist / f"{manifest['f.woff2']}.br").exists()


def test_building_again_writes_nothing(static: Path):
    bundling.build_bundles(static)
    before = {path.name: path.stat().st_mtime_ns for path in (static / "dist").iterdir()}
    bundling.build_bundles(static)
    assert {path.name: path.stat().st_mtime_ns for path in (static / "dist").iterdir()} == before


def test_old_bundles_leave_and_licences_stay(static: Path):
    old = bundling.build_bundles(static)["app.css"]
    draft = static / "dist" / ".app.css.4711"  # of a build that runs at this moment
    draft.write_text("")
    touch(static / "css" / "a.css", ".a { color: blue; }")
    bundling.build_bundles(static)
    assert [(static / "dist" / name).exists() for name in (old, f"{old}.br", "f.LICENSE.txt", "g.LICENSE.txt", draft.name)] == [
        False, False, True, True, True,
    ]  # fmt: skip


def test_every_file_from_elsewhere_ships_with_its_licence():
    wanted = json.loads((ROOT / "package.json").read_text())["vendor"].values()
    licences = {path.name.removesuffix(".LICENSE.txt") for path in (STATIC / "dist").glob("*.LICENSE.txt")}
    bare = [name for name in wanted if not name.startswith(tuple(licences))]
    assert bare == []
    # The package names its own licence alone, not that of the library compiled into it.
    assert "Apache License" in (STATIC / "dist" / "zxing-cpp.LICENSE.txt").read_text()


def test_missing_packages_are_named(static: Path):
    (static / "vendor" / "htmx.min.js").unlink()
    with pytest.raises(bundling.MissingPackages, match="make setup"):
        bundling.build_bundles(static)


def test_a_wheel_needs_no_sources(static: Path, tmp_path: Path):
    manifest = bundling.build_bundles(static)
    wheel = tmp_path / "site-packages" / "static"
    wheel.mkdir(parents=True)
    (static / "dist").rename(wheel / "dist")
    assert not bundling.has_sources(wheel)
    assert bundling.read_manifest(wheel) == manifest
    with pytest.raises(bundling.MissingPackages):
        bundling.read_manifest(static)


# The npm packages


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch, static: Path) -> list[Path]:
    """Stand in for npm, which asks the network; note each call."""
    calls: list[Path] = []

    def install(_command: tuple[str, ...], *, cwd: Path, check: bool) -> None:
        calls.append(cwd)
        write(cwd / "node_modules", {"x/f": f"fetched {len(calls)}"})

    monkeypatch.setattr(bundling.subprocess, "run", install)
    return calls


def test_packages_are_fetched_again_when_the_lock_file_changes(static: Path, npm: list[Path]):
    font = static / "vendor" / "f.woff2"
    assert bundling.fetch_vendor(static.parent)
    assert not bundling.fetch_vendor(static.parent)
    (static.parent / "package-lock.json").write_text('{"changed": true}')
    assert bundling.fetch_vendor(static.parent)
    assert (len(npm), font.read_text()) == (2, "fetched 2")


def test_a_lost_file_is_fetched_again(static: Path, npm: list[Path]):
    bundling.fetch_vendor(static.parent)
    (static / "vendor" / "f.woff2").unlink()
    assert bundling.fetch_vendor(static.parent)


# Serving


@pytest.fixture
def app(static: Path) -> Flask:
    app = Flask("tiny", static_folder=None)
    assets.install(app, static=static, watch=True)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def url(app: Flask) -> Any:
    return app.jinja_env.globals["asset"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None), ("", None)],
)
def test_best_encoding_the_browser_takes(client: FlaskClient, url: Any, accepted: str, encoding: str | None):
    response = client.get(url("app.css"), headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["Vary"] == "Accept-Encoding"


def test_bundle_may_be_kept_for_ever(client: FlaskClient, url: Any):
    response = client.get(url("app.js"))
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.mimetype == "text/javascript"
    again = client.get(url("app.js"), headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_font_is_served_as_it_is(client: FlaskClient, url: Any):
    response = client.get(url("f.woff2"), headers={"Accept-Encoding": "br"})
    assert (response.mimetype, response.data, "Content-Encoding" in response.headers) == ("font/woff2", b"font", False)


@pytest.mark.parametrize("name", ["app.css", "manifest.json", "..%2Fmanifest.json", "app.0000000000.css"])
def test_nothing_else_is_served(client: FlaskClient, name: str):
    assert client.get(f"/assets/{name}").status_code == 404


def test_unknown_asset_is_a_mistake(url: Any):
    with pytest.raises(KeyError):
        url("other.css")


def test_in_development_a_changed_source_shows_at_once(
    app: Flask, client: FlaskClient, url: Any, static: Path, monkeypatch: pytest.MonkeyPatch
):
    before = url("app.css")
    monkeypatch.setattr(assets, "LOOK_AGAIN_SECONDS", 0)
    touch(static / "css" / "a.css", ".a { color: blue; }")
    assert url("app.css") != before
    assert b"blue" in client.get(url("app.css")).data


# Our own files


def imports() -> Iterator[str]:
    yield from re.findall(r'@import url\("([^"]+)"\)', (STATIC / "css" / "app.css").read_text())


def test_every_style_sheet_is_part_of_the_bundle_once():
    files = {path.relative_to(STATIC / "css").as_posix() for path in (STATIC / "css").rglob("*.css")} - {"app.css"}
    assert sorted(imports()) == sorted(files)


@pytest.mark.parametrize("path", sorted((STATIC / "css" / "components").glob("*.css")), ids=lambda path: path.stem)
def test_component_is_named_like_its_class(path: Path):
    by_theme = {"text": "lead", "form": "form-grid"}  # several small classes
    assert f".{by_theme.get(path.stem, path.stem)}" in path.read_text()


def test_important_is_kept_for_what_must_win_over_everything():
    users = {path.name for path in (STATIC / "css").rglob("*.css") if "!important" in path.read_text()}
    assert users == {"reset.css", "base.css"}  # [hidden], and people who asked for less motion


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.stem)
def test_script_is_small_safe_and_joinable(path: Path):
    text = path.read_text()
    assert len(text.splitlines()) <= 170
    assert text.startswith("// ")
    assert re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|\.style\b|^(im|ex)port ", text, re.M) is None
    assert [line for line in text.splitlines() if line.count("`") % 2] == []  # minify_js drops indentation
    assert "/*" not in text


def test_styles_scripts_and_drawings_fit_the_budget():
    """A page has 100 kB with fonts cached; the rest is for its HTML and its logos."""
    manifest = bundling.build_bundles(STATIC) if bundling.has_sources(STATIC) else bundling.read_manifest(STATIC)
    sizes = [(STATIC / "dist" / f"{manifest[name]}.br").stat().st_size for name in ("app.css", "app.js", "sprite.svg")]
    assert sum(sizes) < 45_000


def test_packages_are_pinned():
    wanted = json.loads((ROOT / "package.json").read_text())
    assert [v for v in {**wanted["dependencies"], **wanted["devDependencies"]}.values() if not v[0].isdigit()] == []


def test_a_comment_before_the_end_of_a_block_takes_nothing_else_with_it() -> None:
    source = "/* a */ .x { color: red; }\n@media print { .y { b: c; }  /* last */\n}"
    assert bundling.minify_css(source) == ".x{color: red}@media print{.y{b: c}}"
