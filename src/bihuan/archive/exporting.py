"""Packages taken out: one tar each, the same bytes every time; to a folder or to an S3-compatible bucket."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from bihuan.archive.building import root
from bihuan.archive.models import Package
from bihuan.problems.models import ArchiveFile

BLOCK = 1 << 20


class BadTarget(Exception):
    """The target cannot be written to; the text is for the reader."""


class Store(Protocol):
    """Where packages are copied to. `has` says that the very same bytes are there already."""

    def has(self, name: str, digest: str) -> bool: ...

    def put(self, name: str, content: BinaryIO, digest: str, size: int, at: datetime) -> None: ...


def tar_of(file: ArchiveFile) -> BinaryIO:
    """The package as a tar in a temporary file, at its beginning; order, owners and times are fixed."""
    package = Package.objects.get(file=file)
    folder = root() / package.path
    out = tempfile.TemporaryFile(dir=root())  # noqa: SIM115  the caller closes it
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(found for found in folder.rglob("*") if found.is_file()):
            info = tarfile.TarInfo(f"{file.number}/{path.relative_to(folder).as_posix()}")
            info.size, info.mode, info.mtime = path.stat().st_size, 0o444, int(file.created_at.timestamp())
            with path.open("rb") as stream:
                tar.addfile(info, stream)
    out.seek(0)
    return out


def export_package(file: ArchiveFile, store: Store, at: datetime) -> bool:
    """Copy one package; whether there was anything to copy. Raises BadTarget."""
    with tar_of(file) as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
        size = content.tell()
        name = f"{Package.objects.get(file=file).path}.tar"
        try:
            if store.has(name, digest):
                return False
            content.seek(0)
            store.put(name, content, digest, size, at)
        except OSError as error:
            raise BadTarget(
                _("{name} could not be written: {reason}").format(name=name, reason=error.strerror or error)
            ) from error
    return True


def target_of(text: str) -> Store:
    """The store that an address names: `s3://bucket/folder`, or a folder of this machine. Raises BadTarget."""
    if text.startswith("s3://"):
        return S3Store(text)
    return FolderStore(Path(text))


class FolderStore:
    """A folder, local or mounted. A file is written beside its name and then takes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str, digest: str) -> bool:
        path = self.folder / name
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == digest

    def put(self, name: str, content: BinaryIO, digest: str, size: int, at: datetime) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as out:
                while block := content.read(BLOCK):
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


class S3Store:
    """A bucket, asked by plain HTTP requests that are signed as AWS asks (Signature Version 4).

    Endpoint, region and keys come from AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.endpoint = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/")
        self.region = os.environ.get("AWS_REGION", "us-east-1")
        self.key = os.environ.get("AWS_ACCESS_KEY_ID", "")
        self.secret = os.environ.get("AWS_SECRET_ACCESS_KEY", "")
        self.bucket, self.folder = parts.netloc, parts.path.strip("/")
        if not (self.bucket and self.endpoint and self.key and self.secret):
            wanted = "AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"
            raise BadTarget(_("For a bucket these must be set: {names}").format(names=wanted))

    def has(self, name: str, digest: str) -> bool:
        return self._ask("HEAD", name, None, EMPTY, 0, None).get("x-amz-meta-sha256") == digest

    def put(self, name: str, content: BinaryIO, digest: str, size: int, at: datetime) -> None:
        self._ask("PUT", name, content, digest, size, at)

    def _ask(
        self, verb: str, name: str, content: BinaryIO | None, digest: str, size: int, at: datetime | None
    ) -> dict[str, str]:
        import urllib3

        from bihuan.clock import now

        path = "/" + quote("/".join(part for part in (self.bucket, self.folder, name) if part), safe="/-_.~")
        headers = self._signed(
            verb, path, digest, (at or now()).astimezone(UTC), meta=digest if content else ""
        )
        if content is not None:
            headers["Content-Length"] = str(size)
        try:
            limit = urllib3.Timeout(connect=10, read=300)
            pool = urllib3.PoolManager(retries=False, timeout=limit)
            answer = pool.request(
                verb, f"{self.endpoint}{path}", body=content, headers=headers, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise BadTarget(
                _("The store does not answer: {reason}").format(reason=type(error).__name__)
            ) from error
        if answer.status == 404 and verb == "HEAD":
            return {}
        if answer.status >= 300:
            raise BadTarget(
                _("The store refused {name}: HTTP {status}").format(name=name, status=answer.status)
            )
        return {key.lower(): value for key, value in answer.headers.items()}

    def _signed(self, verb: str, path: str, digest: str, at: datetime, meta: str) -> dict[str, str]:
        stamp, host = f"{at:%Y%m%dT%H%M%SZ}", urlsplit(self.endpoint).netloc
        headers = {"host": host, "x-amz-content-sha256": digest, "x-amz-date": stamp}
        if meta:
            headers["x-amz-meta-sha256"] = meta
        names = ";".join(sorted(headers))
        listed = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        asked = hashlib.sha256(f"{verb}\n{path}\n\n{listed}\n{names}\n{digest}".encode()).hexdigest()
        scope = f"{stamp[:8]}/{self.region}/s3/aws4_request"
        key = f"AWS4{self.secret}".encode()
        for part in (stamp[:8], self.region, "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{asked}"
        signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        credential = f"Credential={self.key}/{scope}, SignedHeaders={names}, Signature={signature}"
        return {**headers, "Authorization": f"AWS4-HMAC-SHA256 {credential}"}


EMPTY = hashlib.sha256(b"").hexdigest()
