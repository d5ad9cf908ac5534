"""What secure software does not use stands nowhere, but where a store's protocol wants it."""

import ast

import pytest

from tests import tree

FILES = [path for path in tree.python_files(tree.PRODUCT) if "tests" not in path.parts]
RUNS_DATA = {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"}
CIPHERS = ("cryptography.hazmat.primitives.ciphers", "Crypto", "nacl")
WEAK = {
    "providers/app_store_connect/apple_id/hashcash.py": "the store's own proof of work is SHA-1",
    "providers/downloads.py": "the stores give checksums of files as MD5",
    "providers/google_play/checksum.py": "the same",
}
OWN = {"providers/app_store_connect/apple_id/srp.py": "the store's own sign-in wants SRP"}


def nodes(path):
    return list(ast.walk(ast.parse(path.read_text())))


def place(path):
    return path.relative_to(tree.PRODUCT).as_posix()


def imported(path):
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def called(path):
    """Names of what is called, as they are written: `hashlib.md5`, `eval`."""
    return [ast.unparse(node.func) for node in nodes(path) if isinstance(node, ast.Call)]


@pytest.fixture(scope="module")
def calls():
    return {place(path): called(path) for path in FILES}


def users_of(calls, *names):
    return {where for where, found in calls.items() if set(found) & set(names)}


def test_nothing_that_was_stored_or_received_is_run(calls):
    wrong = {place(p) for p in FILES if {m.split(".")[0] for m in imported(p)} & RUNS_DATA}
    assert wrong == set()
    assert users_of(calls, "eval", "exec", "compile", "__import__", "os.system") == set()


def test_weak_digests_stand_only_where_a_store_wants_them(calls):
    assert users_of(calls, "hashlib.md5", "hashlib.sha1") == set(WEAK)


def test_ciphers_are_the_vaults_librarys_and_nobody_builds_one():
    wrong = {place(p) for p in FILES if any(m.startswith(CIPHERS) for m in imported(p))}
    assert wrong == set()


def test_powers_modulo_a_prime_are_taken_in_one_place(calls):
    taken = {
        place(path)
        for path in FILES
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "pow"
        and len(node.args) == 3
    }
    assert taken == set(OWN)


def test_what_nobody_may_guess_comes_from_the_systems_source(calls):
    """`random` only spreads load: it makes no token, key or code."""
    jitter = {
        where for where, found in calls.items() if any(c.startswith("random.") for c in found)
    }
    assert jitter == {
        "providers/http.py", "sync/close.py", "sync/doubt.py", "sync/guard.py",
        "sync/reviews.py", "sync/own_side.py", "warehouse/load.py",
    }  # fmt: skip
