"""A private PostgreSQL cluster for one run of the tests: made when first asked for, gone afterwards.

All test processes share it: a lock file lets exactly one of them make it.
"""

import fcntl
import os
import tempfile
from pathlib import Path

from scripts import cluster

VARIABLE = "BIHUAN_TEST_CLUSTER"
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


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
            cluster.start(folder, SPEED)
            (folder / "ready").touch()
    return cluster.address(folder)


def stop() -> None:
    """End the cluster, if one was started, and remove its folder."""
    name = os.environ.pop(VARIABLE, None)
    if name is not None:
        cluster.stop(Path(name))
