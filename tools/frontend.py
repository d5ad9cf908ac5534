"""Fetch what the pages take from others: the chart library and the font.

    python tools/frontend.py fetch    put the files of package-lock.json under static/vendor/
    python tools/frontend.py lock     renew package-lock.json after a change of package.json

The files come from their npm packages, checked by npm against the hashes in the lock file. Nothing
of it is committed; the wheel carries the files, so that users need neither npm nor Node. Where a
contributor has no npm, one is taken from PyPI into a folder that is gone afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "storelink" / "web" / "static" / "vendor"
MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese")

FILES: Mapping[str, str] = {
    "uplot/dist/uPlot.iife.min.js": "uplot/uPlot.iife.min.js",
    "uplot/dist/uPlot.min.css": "uplot/uPlot.min.css",
    "uplot/LICENSE": "uplot/LICENSE",
    "@fontsource-variable/inter/wght.css": "inter/inter.css",
    "@fontsource-variable/inter/LICENSE": "inter/LICENSE",
    **{
        f"@fontsource-variable/inter/files/inter-{subset}-wght-normal.woff2": (
            f"inter/files/inter-{subset}-wght-normal.woff2"
        )
        for subset in SUBSETS
    },
}
"""Place inside node_modules → place inside static/vendor."""


class CannotFetch(Exception):
    """Says what is missing and what to do."""


def main(arguments: Sequence[str]) -> int:
    if arguments not in (["fetch"], ["lock"]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if arguments == ["fetch"]:
            fetch(ROOT, VENDOR)
        else:
            lock(ROOT)
    except CannotFetch as error:
        print(f"The front-end files could not be fetched. {error}", file=sys.stderr)
        return 1
    return 0


def fetch(root: Path, vendor: Path) -> None:
    """Replace `vendor` by the files that the lock file in `root` names."""
    with _npm_in_a_copy(root) as (npm, folder):
        _run([npm, "ci", "--ignore-scripts"], folder)
        copy_files(folder / "node_modules", vendor)


def lock(root: Path) -> None:
    """Renew the lock file in `root`: versions and hashes, and no address."""
    with _npm_in_a_copy(root) as (npm, folder):
        (folder / "package-lock.json").unlink(missing_ok=True)
        _run([npm, "install", "--package-lock-only", "--ignore-scripts"], folder)
        found = (folder / "package-lock.json").read_text()
        (root / "package-lock.json").write_text(without_addresses(found))


def copy_files(modules: Path, vendor: Path) -> None:
    """Copy what the pages need; all of it, or nothing is changed."""
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=vendor.parent, prefix=".vendor-") as name:
        fresh = Path(name) / "vendor"
        for source, target in FILES.items():
            if not (modules / source).is_file():
                raise CannotFetch(f"The package has no file {source}: was its version changed?")
            (fresh / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(modules / source, fresh / target)
        if vendor.exists():
            vendor.rename(Path(name) / "old")
        fresh.rename(vendor)


def without_addresses(text: str) -> str:
    """A lock file of npm without the entries that hold addresses; the hashes stay."""
    found = json.loads(text)
    for package in found["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


@contextmanager
def _npm_in_a_copy(root: Path) -> Iterator[tuple[str, Path]]:
    """A working npm, and a folder with copies of the manifests, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="storelink-frontend-") as name:
        folder = Path(name) / "pages"
        folder.mkdir()
        for manifest in MANIFESTS:
            if (root / manifest).exists():
                shutil.copyfile(root / manifest, folder / manifest)
        yield _npm(root, Path(name)), folder


def _npm(root: Path, folder: Path) -> str:
    """The machine's npm if it works, else one from PyPI inside `folder`."""
    found = shutil.which("npm")
    if found and _works(found):
        return found
    print("There is no npm here: taking Node from PyPI for this once.", flush=True)
    _run([sys.executable, "-m", "venv", str(folder / "node")], folder)
    python = folder / "node" / "bin" / "python"
    lock_file = root / "tools" / "node.lock"
    quietly = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    strictly = ["--only-binary", ":all:", "--require-hashes", "-r", str(lock_file)]
    _run([str(python), *quietly, *strictly], folder)
    # Its npm looks for its node on the path.
    os.environ["PATH"] = f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return str(python.parent / "npm")


def _works(npm: str) -> bool:
    found = subprocess.run([npm, "--version"], capture_output=True, check=False)  # noqa: S603
    return found.returncode == 0


def _run(command: list[str], folder: Path) -> None:
    # Companies sign with certificates of their own, which Node by itself does not look for.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    done = subprocess.run(command, cwd=folder, env=environment, check=False)  # noqa: S603
    if done.returncode != 0:
        raise CannotFetch(
            f"“{' '.join(command[:4])} …” ended with exit code {done.returncode}; its own words "
            "stand above. Check the network and try again: nothing was changed."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
