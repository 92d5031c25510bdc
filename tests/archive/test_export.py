"""Packages in a bucket: signed as another implementation signs, sent once, a refusal said in a sentence."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bihuan.archive.exporting import BadTarget, S3Store, export_package, tar_of, target_of
from tests.archive.conftest import archive, file_of
from tests.stories.desk import Desk

SIGNATURE = "f368ce6cc5eb9b4b53a8c71595897ecbd61591769b5fd616b4ddff5695718169"
"""What botocore makes of the same request at the same time."""


class Bucket(BaseHTTPRequestHandler):
    """Keeps what is put, answers what is asked for, refuses a body that is not what its header says."""

    kept: dict[str, tuple[bytes, str]] = {}

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        digest = self.headers["x-amz-content-sha256"]
        if "forbidden" in self.path or hashlib.sha256(content).hexdigest() != digest:
            return self._answer(403)
        self.kept[self.path] = (content, self.headers["x-amz-meta-sha256"])
        return self._answer(200)

    def do_HEAD(self) -> None:
        found = self.kept.get(self.path)
        self._answer(200 if found else 404, {"x-amz-meta-sha256": found[1]} if found else {})

    def _answer(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, tuple[bytes, str]]]:
    server = HTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    keys(monkeypatch, f"http://127.0.0.1:{server.server_port}")
    Bucket.kept = {}
    yield Bucket.kept
    server.shutdown()
    server.server_close()


def keys(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")


def test_a_request_is_signed_as_others_sign_it(monkeypatch: pytest.MonkeyPatch) -> None:
    keys(monkeypatch, "http://127.0.0.1:9000")
    digest, at = hashlib.sha256(b"x").hexdigest(), datetime(2026, 11, 23, 0, 0, 5, tzinfo=UTC)
    path = "/bucket/a%20b/2026/WT-20261122-001.tar"
    found = S3Store("s3://bucket/a b")._signed("PUT", path, digest, at, meta=digest)
    assert found["Authorization"].endswith(f"Signature={SIGNATURE}")


def test_a_package_is_sent_once(desk: Desk, plain_papers: None, bucket: dict[str, tuple[bytes, str]]) -> None:
    archive(desk)
    store = target_of("s3://records/bihuan")
    assert export_package(file_of(desk), store, desk.at)
    with tar_of(file_of(desk)) as tar:
        assert bucket[f"/records/bihuan/2026/{desk.case.number}.tar"][0] == tar.read()
    assert not export_package(file_of(desk), store, desk.at)


def test_a_refusal_is_said(desk: Desk, plain_papers: None, bucket: dict[str, tuple[bytes, str]]) -> None:
    archive(desk)
    with pytest.raises(BadTarget, match="403"):
        export_package(file_of(desk), target_of("s3://forbidden"), desk.at)
    assert bucket == {}
