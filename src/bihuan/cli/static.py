"""The files that browsers keep: collected under names that change with their content, when they changed."""

import fcntl
import hashlib
from pathlib import Path


def collect_static() -> bool:
    """Collect the static files if any of them changed since the last time; returns whether it did."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.DEBUG:
        return False
    folder = Path(settings.STATIC_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = fingerprint()
    with (folder / "collected").open("a+", encoding="ascii") as stamp:
        fcntl.flock(stamp, fcntl.LOCK_EX)
        stamp.seek(0)
        if stamp.read() == wanted:
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.truncate(0)
        stamp.write(wanted)
    return True


def fingerprint() -> str:
    """Changes when a static file appears, goes, grows or is written anew."""
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            seen.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()
