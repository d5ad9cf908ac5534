"""What users install: everything the pages need, and nothing of the tests."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools import frontend

ROOT = Path(__file__).parent.parent


def build(root, folder, target="wheel"):
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    return set(ZipFile(wheel).namelist())


def test_the_wheel_carries_the_front_end_files_with_their_licences(shipped):
    vendor = "storelink/web/static/vendor"
    assert {f"{vendor}/{target}" for target in frontend.FILES.values()} <= shipped


def test_the_wheel_carries_every_file_of_the_product_that_is_not_python(shipped):
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for package in ("storelink", "storelink_simulator")
        for path in (source / package).rglob("*")
        if path.is_file()
        and path.suffix not in {".py", ".pyc"}
        and not {"tests", "vendor", "__pycache__"} & set(path.parts)
    }
    assert wanted - shipped == set()


def test_the_wheel_carries_the_whole_licence(shipped):
    assert "storelink/licences/LICENSE-APACHE-2.0.txt" in shipped


def test_the_source_distribution_carries_the_whole_licence(tmp_path):
    done = build(ROOT, tmp_path, "sdist")
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        [member] = [one for one in archive if one.name.endswith("/LICENSE-APACHE-2.0.txt")]
        file = archive.extractfile(member)
        assert file is not None
        text = file.read().decode()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_wheel_carries_no_tests(shipped):
    assert [name for name in shipped if "/tests/" in name] == []


def test_a_wheel_without_the_front_end_files_is_not_built(tmp_path):
    for name in ("pyproject.toml", "README.md", "NOTICE", "LICENSE.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "wheel_hook.py", tmp_path / "tools")
    (tmp_path / "src" / "storelink").mkdir(parents=True)
    (tmp_path / "src" / "storelink" / "__init__.py").touch()
    done = build(tmp_path, tmp_path / "dist")
    assert done.returncode != 0
    assert "make setup" in done.stderr
