"""Binds a child process to the one that started it."""

import atexit
import ctypes
import os
import signal
import sys

PARENT = "BIHUAN_PARENT"
"""Names the process to follow, for children that are not started by a command line of ours."""

_PR_SET_PDEATHSIG = 1


def follow_parent() -> bool:
    """If BIHUAN_PARENT names this process's parent: stop with it, and leave Ctrl-C to it. Whether it does.

    A terminal sends Ctrl-C to the whole group; a server process that gets it beside its parent's request to
    stop waits for the kill timeout. And one whose parent was killed would go on serving unseen.
    """
    if os.environ.get(PARENT) != str(os.getppid()):
        return False
    if os.getpid() != os.getpgrp():
        os.setpgid(0, 0)
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux only; elsewhere the rest holds
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    return True


def skip_teardown() -> None:
    """End this process without tearing the interpreter down: the server's threads, which still hold objects,
    would panic. Called before anything else registers for the end, so that all of that has run."""
    atexit.register(_leave)


def _leave() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)
