"""Prepares `static/vendor` and `static/dist` before a wheel, sdist or editable build."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Beside the package in a checkout, inside it in a wheel.
SHIPPED = ("templates", "static", "migrations", "translations")


class AssetsHook(BuildHookInterface[Any]):
    """Fetches the npm packages of package.json and joins the bundles, when they are not up to date."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        # By path: the package being built is not importable yet, nor are its dependencies.
        spec = importlib.util.spec_from_file_location("bundling", root / "fairapp" / "web" / "bundling.py")
        if spec is None or spec.loader is None:
            raise ImportError("fairapp/web/bundling.py")
        bundling = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(bundling)
        bundling.fetch_vendor(root)
        bundling.build_bundles(root / "static")
        if self.target_name == "wheel" and version == "standard":  # an editable install reads them in the checkout
            there = [name for name in SHIPPED if (root / name).is_dir()]
            build_data["force_include"] |= {str(root / name): f"fairapp/{name}" for name in there}
