"""The front-end files: all or nothing, and a lock file without addresses."""

import json

import pytest

from tools import frontend


def packages_in(folder):
    for source in frontend.FILES:
        (folder / source).parent.mkdir(parents=True, exist_ok=True)
        (folder / source).write_text(source)
    return folder


def test_it_copies_what_the_pages_need_and_drops_what_was_there(tmp_path):
    vendor = tmp_path / "static" / "vendor"
    vendor.mkdir(parents=True)
    (vendor / "of last year").touch()
    frontend.copy_files(packages_in(tmp_path / "node_modules"), vendor)
    found = {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()}
    assert found == set(frontend.FILES.values())
    assert list(vendor.parent.iterdir()) == [vendor]


def test_a_missing_file_is_named_and_leaves_the_old_ones(tmp_path):
    modules = packages_in(tmp_path / "node_modules")
    (modules / "uplot/LICENSE").unlink()
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "old").touch()
    with pytest.raises(frontend.CannotFetch, match="uplot/LICENSE"):
        frontend.copy_files(modules, vendor)
    assert [path.name for path in vendor.iterdir()] == ["old"]


def test_every_package_brings_its_licence():
    copied = frontend.FILES
    packages = {target.split("/")[0] for target in copied.values()}
    assert {f"{package}/LICENSE" for package in packages} <= set(copied.values())


def test_a_lock_file_keeps_its_hashes_and_loses_its_addresses():
    text = json.dumps(
        {
            "packages": {
                "node_modules/a": {
                    "version": "1.0.0",
                    "resolved": "https://127.0.0.1/a.tgz",
                    "integrity": "sha512-AAAA",
                    "funding": {"url": "https://127.0.0.1/"},
                }
            }
        }
    )
    kept = frontend.without_addresses(text)
    assert "https" not in kept
    assert "sha512-AAAA" in kept


def test_our_lock_file_holds_both_packages_by_hash():
    locked = json.loads((frontend.ROOT / "package-lock.json").read_text())["packages"]
    wanted = json.loads((frontend.ROOT / "package.json").read_text())["dependencies"]
    for name, version in wanted.items():
        found = locked[f"node_modules/{name}"]
        assert found["version"] == version
        assert found["integrity"].startswith("sha512-")


def test_a_command_that_fails_says_what_to_do(tmp_path, capfd):
    with pytest.raises(frontend.CannotFetch, match="nothing was changed"):
        frontend._run(["false"], tmp_path)


def test_an_unknown_word_prints_the_two_that_are_known(capsys):
    assert frontend.main(["fetsch"]) == 2
    assert "fetch" in capsys.readouterr().err
