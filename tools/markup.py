"""Format the templates and the style sheets.

    python tools/markup.py          rewrite the files
    python tools/markup.py --check  name the files that would change, and end with 1

Templates by djangofmt, which has no check of its own; style sheets by cssbeautifier.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import cssbeautifier

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "storelink" / "web"
LINE, INDENT = 110, 2
"""The formatter leaves what it cannot break a little longer; a test refuses more than 120."""


class CannotFormat(Exception):
    """The formatter's own words."""


def main(arguments: Sequence[str]) -> int:
    if list(arguments) not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        changed = list(changes(WEB))
    except CannotFormat as error:
        print(error, file=sys.stderr)
        return 1
    for path, text in changed:
        if arguments:
            print(f"Would reformat: {path.relative_to(ROOT)}")
        else:
            path.write_text(text)
    return 1 if arguments and changed else 0


def changes(web: Path) -> Iterator[tuple[Path, str]]:
    """The files that are not formatted, and how they should read. Raises CannotFormat."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "templates"
        shutil.copytree(web / "templates", copy)
        _format_templates(copy)
        for path in sorted(copy.rglob("*.html")):
            original = web / "templates" / path.relative_to(copy)
            if (text := path.read_text()) != original.read_text():
                yield original, text
    for path in sorted((web / "static" / "storelink").rglob("*.css")):
        if (text := formatted_css(path.read_text())) != path.read_text():
            yield path, text


def _format_templates(folder: Path) -> None:
    command = Path(sysconfig.get_path("scripts")) / "djangofmt"
    done = subprocess.run(  # noqa: S603
        [command, "--profile", "jinja", "--line-length", str(LINE), folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise CannotFormat(done.stderr)


def formatted_css(text: str) -> str:
    """One declaration a line, one selector a line."""
    options = cssbeautifier.default_options()
    options.indent_size = INDENT
    options.end_with_newline = True
    options.newline_between_rules = False
    return str(cssbeautifier.beautify(text, options))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
