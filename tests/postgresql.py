"""A private PostgreSQL cluster for one run of the tests: made when first asked for, gone afterwards.

It listens on a socket in its own folder only. PostgreSQL refuses to run as root, so root starts it as an
unprivileged user. All test processes share it: a lock file lets exactly one of them make it.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

VARIABLE = "BIHUAN_TEST_CLUSTER"
SPEED = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "listen_addresses=",
)


def reserve() -> None:
    """Name the folder of the cluster; nothing is started yet."""
    if not os.environ.get("TEST_POSTGRES_URL"):
        folder = tempfile.mkdtemp(prefix="bihuan-pg-", dir="/tmp")  # a socket's path must be short
        os.chmod(folder, 0o711)
        os.environ[VARIABLE] = folder


def url() -> str:
    """The address of the server: TEST_POSTGRES_URL, else that of the cluster, started by the first caller."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        return given
    folder = Path(os.environ[VARIABLE])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _start(folder)
            (folder / "ready").touch()
    return f"postgresql://bihuan@/postgres?host={quote(str(folder / 'data'), safe='')}"


def stop() -> None:
    """End the cluster, if one was started, and remove its folder."""
    name = os.environ.pop(VARIABLE, None)
    if name is None:
        return
    folder = Path(name)
    if (folder / "data" / "postmaster.pid").exists():
        _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> None:
    data = folder / "data"
    data.mkdir(mode=0o700)
    owner = _unprivileged()
    if owner:
        os.chown(data, owner.pw_uid, owner.pw_gid)
    _run(
        "initdb",
        "-D",
        str(data),
        "-U",
        "bihuan",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    options = " ".join(f"-c {setting}" for setting in SPEED) + f" -k {data}"
    _run("pg_ctl", "-D", str(data), "-l", str(data / "server.log"), "-w", "-t", "60", "-o", options, "start")


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
