"""`python -m tests.postgresql_guard BINARIES PORT`: runs a server until its standard input ends.

The input is a pipe from the tests: the system closes it when they end, however they do, so that no
server stays behind. The first line of it is the password; `ready` is answered, or what went wrong.
PostgreSQL refuses to run as root, so root becomes an unprivileged user for it.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

_STARTS_WITHIN_SECONDS = 240


def main() -> None:
    binaries, port = Path(sys.argv[1]), int(sys.argv[2])
    password = sys.stdin.readline().strip()
    for unwanted in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(unwanted, signal.SIG_IGN)
    folder = Path(tempfile.mkdtemp(prefix="storelink-postgresql-", dir=_open_to_all()))
    try:
        _serve(binaries, port, password, folder)
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(str(error).replace("\n", " "), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(binaries: Path, port: int, password: str, folder: Path) -> None:
    secret = folder / "password"
    secret.write_text(password)
    as_whom = _unprivileged(folder)
    made = subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", "storelink", "-E", "UTF8", "--no-sync",
         "--locale=C", "--auth=scram-sha-256", f"--pwfile={secret}"],
        capture_output=True, text=True, cwd=folder, check=False, **as_whom,
    )  # fmt: skip
    if made.returncode:
        raise RuntimeError(made.stderr or made.stdout)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "shared_buffers": "16MB",
        "max_connections": 60,
        "max_wal_size": "128MB",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *options],
            stdout=log, stderr=log, cwd=folder, **as_whom,
        )  # fmt: skip
    try:
        _wait_for(server, f"postgresql://storelink:{password}@127.0.0.1:{port}/postgres", folder)
        print("ready", flush=True)
        sys.stdin.read()
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _wait_for(server: "subprocess.Popen[bytes]", url: str, folder: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError((folder / "log").read_text())
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"not ready within {_STARTS_WITHIN_SECONDS} s")


def _open_to_all() -> str | None:
    """Root's temporary folder may be closed to the user that the server runs as."""
    return "/tmp" if os.geteuid() == 0 else None


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to become somebody else, whose the folder is from now on."""
    if os.geteuid() != 0:
        return {}
    user = _first_user("postgres", "nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _first_user(*names: str) -> pwd.struct_passwd:
    for name in names:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(f"Root needs one of these users to run PostgreSQL as: {', '.join(names)}.")


if __name__ == "__main__":
    main()
