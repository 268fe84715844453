"""The wheel is the product: built from the checkout, it runs where there is no checkout."""

import os
import re
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.support.server import Server

ROOT = Path(__file__).parents[2]
SHIPPED = (
    "fairapp/migrations/env.py",
    "fairapp/templates/layouts/base.html",
    "fairapp/static/dist/manifest.json",
    "fairapp/reference/data/communes.csv.gz",
)
# What may not be redistributed, and what only contributors need.
NEVER_SHIPPED = re.compile(r"(offers_\w+\.jsonl|offer_(titles|skills)\.csv|fair_\w+\.)|(^|/)(tests|node_modules|var)/")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it without the network: hatchling is among the tests' packages."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
    ]
    subprocess.run([*command, ROOT], check=True, cwd=folder)
    (built,) = folder.glob("fairapp-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the `fairapp` command of a fresh environment, which borrows the dependencies of this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--quiet", "--python", python, "install", "--no-deps", "--no-index", wheel]
    subprocess.run(command, check=True, cwd=home)
    # A path on a line of its own: the borrowed folder's own .pth files, the editable install's among them, are not read.
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "fairapp"


def _run(command: Path, *arguments: str, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("FAIRAPP_", "PYTHON"))}
    done = subprocess.run(
        [command, *arguments],
        cwd=cwd,
        env=environment | {"FAIRAPP_DATA_DIR": str(cwd / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_holds_what_a_site_needs_and_nothing_else(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    assert [wanted for wanted in SHIPPED if wanted not in names] == []
    assert [name for name in names if NEVER_SHIPPED.search(name)] == []


def test_command_tells_its_configuration_outside_the_checkout(installed: Path, tmp_path: Path):
    assert f'"data_dir": "{tmp_path}/data"' in _run(installed, "config", cwd=tmp_path)


def test_package_comes_from_the_wheel(installed: Path, tmp_path: Path):
    python = installed.with_name("python")
    where = _run(python, "-c", "import fairapp; print(fairapp.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parents[1])


def test_site_is_served_with_its_assets(installed: Path, tmp_path: Path):
    server = Server(tmp_path / "data", cwd=tmp_path)
    server.command = (str(installed), "serve", "--port", str(server.port))
    with server:
        page = server.read("/offres").decode()
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert urllib.request.urlopen(server.url + style).headers["Content-Type"].startswith("text/css")
