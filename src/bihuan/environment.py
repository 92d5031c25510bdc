"""What the environment says: where data lives, which database, which hosts, which secret.

BIHUAN_HOME, DATABASE_URL, BIHUAN_ALLOWED_HOSTS, BIHUAN_SECRET_KEY, BIHUAN_DEBUG, BIHUAN_HTTPS,
BIHUAN_TRUST_PROXY, BIHUAN_THREADS (of a server process), BIHUAN_POOL (of PostgreSQL connections), BIHUAN_URL,
BIHUAN_HEARTBEAT_URL, BIHUAN_STANDBY (where papers for a dead network are kept), BIHUAN_CHANGE_URL,
BIHUAN_CHANGE_SECRET, BIHUAN_CHANGE_USER (an existing change system), BIHUAN_LETTER_CODE (how letter numbers begin).
Everything has a default that suits one machine and loopback.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Unusable(Exception):
    """The environment cannot be used as it is; the text is one line for the person who starts the program."""


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on in any case; `default` where the variable is absent or empty."""
    value = os.environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """A whole number above zero; raises Unusable for anything else."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise Unusable(f"{name} must be a whole number above 0, not {value!r}")
    return int(value)


def home_folder() -> Path:
    """Where all that this installation stores lies; it need not be there yet."""
    return Path(os.environ.get("BIHUAN_HOME", "").strip() or "var").expanduser().absolute()


def home() -> Path:
    """The folder of all that this installation stores; made if missing, Unusable if it cannot be written."""
    folder = home_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # cases are nobody else's business
    except OSError as error:
        raise Unusable(f"BIHUAN_HOME {folder} cannot be made: {error.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Unusable(f"BIHUAN_HOME {folder} is not writable")
    return folder


def secret_key(folder: Path) -> str:
    """BIHUAN_SECRET_KEY, else a key made once and kept in `folder`, readable by its owner only."""
    given = os.environ.get("BIHUAN_SECRET_KEY", "").strip()
    if given:
        return given
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise Unusable(f"BIHUAN_HOME {folder} is not writable: {error.strerror}") from None
    else:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(50))
    try:
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}") from None
    if not key:
        raise Unusable(f"{path} is empty; delete it and a new one is made")
    return key


def allowed_hosts() -> list[str]:
    """The host names that are served: BIHUAN_ALLOWED_HOSTS by commas, else loopback alone."""
    named = [host.strip() for host in os.environ.get("BIHUAN_ALLOWED_HOSTS", "").split(",")]
    return [host for host in named if host] or list(LOOPBACK)


def is_loopback_only(hosts: list[str]) -> bool:
    """Whether nothing but this machine is addressed."""
    return all(host in LOOPBACK for host in hosts)


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite for many writers: immediate transactions queue instead of failing, WAL lets readers pass."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA busy_timeout=20000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;"
            ),
        },
    }


def postgres(url: str, threads: int) -> dict[str, Any]:
    """PostgreSQL from `postgresql://user:password@host:port/name?option=…`; a pooled connection a thread."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unusable(
            "DATABASE_URL cannot be read; it looks like postgresql://user:password@host:5432/bihuan"
        ) from None
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise Unusable("DATABASE_URL must look like postgresql://user:password@host:5432/bihuan")
    extra = dict(parse_qsl(parts.query))
    pool: dict[str, Any] = {}
    if flag("BIHUAN_POOL", default=True):
        pool = {"pool": {"min_size": 1, "max_size": threads + 1, "timeout": 3, "max_idle": 300}}
    return {
        "ENGINE": "bihuan.config.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": extra.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(port or extra.pop("port", "") or ""),
        "CONN_HEALTH_CHECKS": True,  # after a restart of the database no stale connection is handed out
        "OPTIONS": {"connect_timeout": "5", "prepare_threshold": 5, **pool, **extra},
    }


def database(folder: Path) -> dict[str, Any]:
    """The one database: DATABASE_URL if given, else SQLite in the home folder."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if url.startswith("sqlite:"):
        path = unquote(urlsplit(url).path)
        return sqlite(Path(path) if path.strip("/") else folder / "bihuan.sqlite3")
    if url:
        return postgres(url, number("BIHUAN_THREADS", 4))
    return sqlite(folder / "bihuan.sqlite3")


def public_url() -> str:
    """BIHUAN_URL: the desk's address as people reach it, for links in messages; without a slash at the end."""
    url = os.environ.get("BIHUAN_URL", "").strip().rstrip("/") or "http://127.0.0.1:8000"
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise Unusable("BIHUAN_URL must look like https://desk.example")
    return url


def change_system() -> tuple[str, str, str]:
    """Address, signing secret and account of an existing change system; all empty where there is none.

    BIHUAN_CHANGE_URL, BIHUAN_CHANGE_SECRET (whsec_ and Base64), BIHUAN_CHANGE_USER (an account with the role changer).
    Raises Unusable for an address without a secret, or one that is neither https nor loopback.
    """
    names = ("BIHUAN_CHANGE_URL", "BIHUAN_CHANGE_SECRET", "BIHUAN_CHANGE_USER")
    url, secret, user = (os.environ.get(name, "").strip() for name in names)
    parts = urlsplit(url)
    if url and parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Unusable("BIHUAN_CHANGE_URL must be https")
    if url and not secret:
        raise Unusable("BIHUAN_CHANGE_SECRET is missing")
    return url, secret, user


def heartbeat_url() -> str:
    """BIHUAN_HEARTBEAT_URL: what a worker calls after each whole sweep; empty for nothing. It may hold a token."""
    url = os.environ.get("BIHUAN_HEARTBEAT_URL", "").strip()
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise Unusable("BIHUAN_HEARTBEAT_URL must look like https://watch.example/…")
    return url


def standby_folder(folder: Path) -> Path:
    """BIHUAN_STANDBY: where the worker keeps call tree and blank forms for a dead network; else in the home folder."""
    return Path(os.environ.get("BIHUAN_STANDBY", "").strip() or folder / "standby").expanduser().absolute()


def letter_code() -> str:
    """BIHUAN_LETTER_CODE, 机关代字: what the number of every letter begins with; at most 16 characters."""
    code = os.environ.get("BIHUAN_LETTER_CODE", "").strip() or "计费函"
    if len(code) > 16 or not code.isprintable() or any(mark in code for mark in "〔〕/\\"):
        raise Unusable("BIHUAN_LETTER_CODE must be at most 16 characters without 〔, 〕 or slashes")
    return code


def refusals(bind: str) -> list[str]:
    """Why this environment may not serve on the address `bind`: one line each, empty if it may."""
    exposed = bind not in {"localhost", "127.0.0.1", "::1"}
    shared = os.environ.get("DATABASE_URL", "").startswith("postgres")
    found = []
    if flag("BIHUAN_DEBUG") and (exposed or shared):
        found.append("BIHUAN_DEBUG must be off when serving others or on PostgreSQL")
    if (exposed or shared) and not os.environ.get("BIHUAN_ALLOWED_HOSTS", "").strip():
        found.append("BIHUAN_ALLOWED_HOSTS must name the host names that people use, separated by commas")
    if "*" in allowed_hosts():
        found.append("BIHUAN_ALLOWED_HOSTS must name host names, not *")
    return found
