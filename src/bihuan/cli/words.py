"""The command's texts in the language of the terminal: Chinese where the locale is Chinese, else English."""

import gettext
import os
from collections.abc import Callable
from pathlib import Path

from bihuan.process.words import N_

__all__ = ["N_", "_", "language", "texts_in"]


def language() -> str:
    """zh-hans or en, by LC_ALL, LC_MESSAGES or LANG, the first that is set."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh-hans" if named.lower().startswith("zh") else "en"


def texts_in(chosen: str) -> Callable[[str], str]:
    """The command's texts in zh-hans or en, for what it prints in a language that was asked for."""
    return _catalogue(chosen).gettext


def _catalogue(chosen: str) -> gettext.NullTranslations:
    names = ["zh_Hans"] if chosen == "zh-hans" else []
    folder = Path(__file__).resolve().parent / "locale"
    return gettext.translation("django", folder, languages=names, fallback=True)


_ = texts_in(language())
