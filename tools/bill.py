"""The bill of materials: what the product is made of, as CycloneDX 1.6, on standard output.

Python packages as the container's lock file pins them, and what the wheel carries of others'
scripts and fonts. No network: licences are those that the installed packages declare.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill(python_lock: str, script_lock: str, version: str) -> dict[str, Any]:
    """The document. The first is a lock file of names and hashes, the second npm's."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "storelink",
                "name": "storelink",
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [*_of_python(python_lock), *_of_scripts(script_lock)],
    }


def _of_python(lock: str) -> Iterator[dict[str, Any]]:
    entries = re.split(r"\n(?=\S)", lock.strip())
    for entry in entries:
        pinned = _PINNED.match(entry)
        if pinned is None:
            raise SystemExit(f"this line of the lock file pins nothing: {entry.splitlines()[0]}")
        name, version = re.sub(r"[-_.]+", "-", pinned[1]).lower(), pinned[2]
        hashes = [{"alg": "SHA-256", "content": found} for found in _HASH.findall(entry)]
        yield _component("pypi", name, version, hashes, _licence(name))


def _of_scripts(lock: str) -> Iterator[dict[str, Any]]:
    for place, one in sorted(json.loads(lock)["packages"].items()):
        if place:
            algorithm, _, digest = one["integrity"].partition("-")
            content = base64.b64decode(digest).hex()
            hashes = [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": content}]
            name = place.removeprefix("node_modules/").replace("@", "%40")
            yield _component("npm", name, one["version"], hashes, one.get("license", ""))


def _component(
    kind: str, name: str, version: str, hashes: list[dict[str, str]], licence: str
) -> dict[str, Any]:
    address = f"pkg:{kind}/{name}@{version}"
    found = {
        "type": "library",
        "bom-ref": address,
        "name": name.replace("%40", "@"),
        "version": version,
        "purl": address,
        "hashes": hashes,
    }
    return {**found, "licenses": [{"expression": licence}]} if licence else found


def _licence(name: str) -> str:
    """As the installed package declares it, where that is an SPDX expression; else empty."""
    try:
        return str(metadata.metadata(name).json.get("license_expression", ""))
    except metadata.PackageNotFoundError:
        return ""


def main() -> None:
    python_lock = (ROOT / "deploy" / "requirements.lock").read_text()
    found = bill(
        python_lock, (ROOT / "package-lock.json").read_text(), metadata.version("storelink")
    )
    json.dump(found, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
