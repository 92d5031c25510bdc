"""The file of a backup: a tar of one database dump, the documents, the archive, and first a manifest with SHA-256 sums.

SQLite is copied by its online backup, PostgreSQL by pg_dump, both consistent while others write. Documents
are never changed or removed, so those that the dump names are there when they are packed after it. The
secret key is no part of a backup: sessions end with a restore.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import click

from bihuan import __version__
from bihuan.cli.words import _
from bihuan.clock import now

MANIFEST = "manifest.json"
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FORMAT = 1


def write(target: Path) -> Path:
    """Write a backup to `target`, complete or not at all; returns its absolute path."""
    from django.conf import settings

    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = _dump(Path(folder))
        files = {dump.name: dump}
        for name, kept in (
            ("documents", Path(settings.MEDIA_ROOT)),
            ("archive", Path(settings.ARCHIVE_ROOT)),
        ):
            for path in sorted(found for found in kept.rglob("*") if found.is_file()):
                files[f"{name}/{path.relative_to(kept).as_posix()}"] = path
        partial = Path(folder) / "partial.tar"
        with _private(partial) as stream, tarfile.open(fileobj=stream, mode="w") as tar:
            _pack(tar, files)
        os.replace(partial, target)
    return target


class NoBackup(Exception):
    """What a file lacks to be a backup, in a sentence."""


def verify(file: Path) -> dict[str, Any]:
    """Read the whole file against its manifest and return the manifest; fails at the first difference."""
    try:
        with tarfile.open(file) as tar:
            manifest = _manifest_of(tar)
            for member in tar:
                if member.name != MANIFEST and _sum(tar, member) != manifest["files"].get(member.name):
                    raise click.ClickException(_("{name} in the backup is damaged").format(name=member.name))
            missing = set(manifest["files"]) - set(tar.getnames())
    except NoBackup as error:
        raise click.ClickException(
            _("{file} is no backup: {reason}").format(file=file, reason=error)
        ) from None
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError):
        raise click.ClickException(
            _("{file} is no backup, or it is damaged; nothing was changed").format(file=file)
        ) from None
    if missing:
        raise click.ClickException(_("{name} is missing in the backup").format(name=min(missing)))
    return manifest


def read(file: Path, manifest: dict[str, Any]) -> None:
    """Put the database and the documents of a verified file in place of what is there."""
    from django.conf import settings
    from django.db import connection

    if manifest["engine"] != connection.vendor:
        raise click.ClickException(
            _("the backup is of {one}, this database is {other}").format(
                one=manifest["engine"], other=connection.vendor
            )
        )
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".restore-") as folder:
        _unpack(file, manifest, Path(folder))
        _load(Path(folder) / DUMPS[connection.vendor])
        for name, kept in (
            ("documents", Path(settings.MEDIA_ROOT)),
            ("archive", Path(settings.ARCHIVE_ROOT)),
        ):
            if kept.exists():
                kept.rename(Path(folder) / f"replaced-{name}")
            if (Path(folder) / name).exists():
                (Path(folder) / name).rename(kept)


def _pack(tar: tarfile.TarFile, files: dict[str, Path]) -> None:
    from django.db import connection

    sums: dict[str, str] = {}
    with click.progressbar(list(files.items()), label=_("checksums"), file=sys.stderr) as bar:
        for name, path in bar:
            with path.open("rb") as stream:
                sums[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "engine": connection.vendor,
        "made_at": now().isoformat(),
        "files": sums,
    }
    content = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))
    with click.progressbar(list(files.items()), label=_("packing"), file=sys.stderr) as bar:
        for name, path in bar:
            tar.add(path, arcname=name, recursive=False)


def _unpack(file: Path, manifest: dict[str, Any], folder: Path) -> None:
    with tarfile.open(file) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() and member.name in manifest["files"] else None
            if stream is not None:
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with _private(target) as copy:
                    shutil.copyfileobj(stream, copy)


def _manifest_of(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    stream = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
    if stream is None:
        raise NoBackup(_("it has no manifest"))
    manifest = json.load(stream)
    if manifest["format"] != FORMAT or manifest["engine"] not in DUMPS:
        raise NoBackup(_("it was made by another version"))
    if not all(map(_is_ours, manifest["files"])):
        raise NoBackup(_("it holds foreign files"))
    return dict(manifest)


def _is_ours(name: str) -> bool:
    return name in DUMPS.values() or (
        name.startswith(("documents/", "archive/")) and ".." not in name.split("/")
    )


def _sum(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    stream = tar.extractfile(member) if member.isfile() else None
    found = hashlib.sha256()
    while stream and (block := stream.read(1 << 20)):
        found.update(block)
    return found.hexdigest()


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _dump(folder: Path) -> Path:
    from django.db import connection

    target = folder / DUMPS[connection.vendor]
    if connection.vendor == "postgresql":
        _postgres_tool("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return target
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
    return target


def _load(source: Path) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _postgres_tool("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(source))
        return
    dump = sqlite3.connect(source)
    try:
        if dump.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise click.ClickException(_("the database in the backup is damaged"))
        connection.ensure_connection()
        dump.backup(connection.connection)
    finally:
        dump.close()
    connection.close()


def _postgres_tool(program: str, *arguments: str) -> None:
    from django.db import connection

    found = shutil.which(program)
    if found is None:
        raise click.ClickException(_("{program} is not installed").format(program=program))
    wanted = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    place = {name: str(wanted[key]) for name, key in names.items() if wanted[key]}
    connection.close()
    done = subprocess.run(
        [found, *arguments], env={**os.environ, **place}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise click.ClickException(_("{program} failed: {reason}").format(program=program, reason=lines[-1]))
