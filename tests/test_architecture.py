"""House rules that a machine can check, beyond what ruff and mypy do."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "fairapp"
SOURCES = sorted(PACKAGE.rglob("*.py"))
MAX_FUNCTION_LINES = 50
MAX_FILE_LINES = 400
MAX_FILE_KIB = 1500
LONG = "# long:"  # followed by the reason, on the line of the def or the first line of the file
NOT_PACKAGES = {"packaging", "support"}


def test_import_contracts_are_kept():
    assert lint_imports(str(ROOT / "pyproject.toml")) == 0


def test_every_view_declares_its_access(app: Flask):
    """An undeclared view is refused at run time; here it is found before."""
    assert [name for name, view in app.view_functions.items() if not hasattr(view, "access")] == []


def _long_functions(path: Path) -> Iterator[str]:
    lines = path.read_text().splitlines()
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and LONG not in lines[node.lineno - 1]:
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines"


def test_functions_are_short():
    assert [found for path in SOURCES for found in _long_functions(path)] == []


def test_files_are_short():
    texts = {path.relative_to(ROOT).as_posix(): path.read_text() for path in SOURCES}
    long = {name: text.count("\n") for name, text in texts.items() if text.count("\n") > MAX_FILE_LINES}
    assert [name for name in long if LONG not in texts[name].splitlines()[0]] == []


def test_no_module_is_named_after_nothing():
    assert [path for path in SOURCES if path.stem in {"utils", "helpers", "common", "misc"}] == []


def test_tests_mirror_the_package():
    """Each folder of tests is named like what it tests."""
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and any(path.rglob("test_*.py"))}
    assert folders - NOT_PACKAGES <= {path.name for path in PACKAGE.iterdir() if path.is_dir()}


@pytest.fixture(scope="module")
def tracked() -> dict[str, bytes]:
    """Give the content of every file under version control."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what would be committed cannot be listed")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def _registry_hosts() -> set[str]:
    """Return the package registries that this machine is set up with, whatever they are called."""
    commands = (["npm", "config", "get", "registry"], ["python3", "-m", "pip", "config", "list"])
    said = ""
    for command in commands:
        try:
            said += subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout
        except FileNotFoundError:
            continue
    return {host for address in re.findall(r"https?://[^\s'\"]+", said) if (host := urlsplit(address).hostname)}


def test_no_registry_and_no_path_of_this_machine_is_committed(tracked: dict[str, bytes]):
    signs = {*_registry_hosts(), f"{ROOT}/", f"{Path.home()}/"} - {"//", "/", "localhost", "127.0.0.1"}
    found = [(name, sign) for name, content in tracked.items() for sign in signs if sign.encode() in content]
    assert found == []


def test_lock_file_names_no_address(tracked: dict[str, bytes]):
    packages = json.loads(tracked["package-lock.json"])["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_no_third_party_file_is_committed(tracked: dict[str, bytes]):
    assert [name for name in tracked if re.search(r"\.min\.(js|css)$|(^|/)(node_modules|vendor|dist)/", name)] == []


def test_no_heavy_file_is_committed(tracked: dict[str, bytes]):
    assert {name: len(content) // 1024 for name, content in tracked.items() if len(content) > MAX_FILE_KIB * 1024} == {}


def test_no_data_that_may_not_ship_is_committed(tracked: dict[str, bytes]):
    """The real offers and the real fair are for tests only, kept beside the checkout."""
    assert [
        name for name in tracked if re.search(r"(^|/)(offers_\w+\.jsonl|offer_(titles|skills)\.csv|fair_\w+\.)", name)
    ] == []


def test_constraints_pin_every_direct_dependency():
    pinned = {
        line.split("==")[0].lower().replace("_", "-") for line in (ROOT / "constraints.txt").read_text().splitlines()
    }
    text = (ROOT / "pyproject.toml").read_text()
    section = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    asked = {name.lower().replace("_", "-") for name in re.findall(r'^  "([\w.-]+)', section, re.M)}
    assert asked - pinned == set()
