"""The environment is read strictly: what cannot be meant is refused in one line."""

from pathlib import Path

import pytest

from bihuan import environment


def test_a_secret_key_is_made_once_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BIHUAN_SECRET_KEY")
    key = environment.secret_key(tmp_path)
    assert len(key) > 50
    assert environment.secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(environment.Unusable, match="empty"):
        environment.secret_key(tmp_path)


def test_postgresql_is_pooled_by_the_threads_of_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://b%40r:p%2Fw@[::1]:5433/desk?sslmode=require")
    monkeypatch.setenv("BIHUAN_POOL", "1")
    monkeypatch.setenv("BIHUAN_THREADS", "7")
    found = environment.database(Path("unused"))
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "b@r",
        "p/w",
        "::1",
        "5433",
        "desk",
    ]
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] == 8


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "４"])
def test_a_number_is_a_number(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_THREADS", value)
    with pytest.raises(environment.Unusable, match="BIHUAN_THREADS"):
        environment.number("BIHUAN_THREADS", 4)


def test_loopback_is_the_default_and_needs_no_https(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.is_loopback_only(environment.allowed_hosts())
    monkeypatch.setenv("BIHUAN_ALLOWED_HOSTS", "desk.example, localhost")
    assert environment.allowed_hosts() == ["desk.example", "localhost"]
    assert not environment.is_loopback_only(environment.allowed_hosts())
