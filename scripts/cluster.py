"""A private PostgreSQL cluster in a folder: made, started, stopped. For the tests and the bench.

It listens on a socket in its own folder only. PostgreSQL refuses to run as root, so root starts it as an
unprivileged user.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote


def start(folder: Path, settings: Iterable[str]) -> str:
    """Make a cluster in `folder`/data and start it; returns its address. The folder's path must be short."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    owner = _unprivileged()
    if owner:
        os.chown(data, owner.pw_uid, owner.pw_gid)
    made = ["-D", str(data), "-U", "bihuan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    _run("initdb", *made)
    options = " ".join(f"-c {setting}" for setting in (*settings, "listen_addresses=")) + f" -k {data}"
    _run("pg_ctl", "-D", str(data), "-l", str(data / "server.log"), "-w", "-t", "60", "-o", options, "start")
    return address(folder)


def address(folder: Path, name: str = "postgres") -> str:
    """The address of a database of the cluster in `folder`."""
    return f"postgresql://bihuan@/{name}?host={quote(str(folder / 'data'), safe='')}"


def stop(folder: Path) -> None:
    """End the cluster, if it runs, and remove its folder."""
    if (folder / "data" / "postmaster.pid").exists():
        _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    command = [str(_binaries() / program), *arguments]
    owner = _unprivileged()
    if owner:
        become = ["--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid), "--clear-groups"]
        command = ["setpriv", *become, "--", *command]
    clean = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd="/", env=clean, timeout=120, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout[-500:]} {done.stderr[-500:]}")


def _binaries() -> Path:
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    initdb = shutil.which("initdb")
    if initdb is None:
        raise RuntimeError("PostgreSQL is not installed; scripts/setup test installs it")
    return Path(initdb).resolve().parent


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom root becomes; nobody in particular for everybody else."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]
