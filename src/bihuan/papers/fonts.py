"""Fonts with Chinese characters: which of those installed a paper is set in. Nothing is fetched, nothing is shipped."""

from __future__ import annotations

from functools import cache

import typst
from django.utils.translation import gettext

SERIF = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif SC",
    "SimSun",
    "FZShuSong",
    "AR PL UMing CN",
    "Songti SC",
)
SANS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback",
)  # fmt: skip
SIGNS = ("CJK SC", "WenQuanYi", "AR PL", "Fang", "Hei", "Song", "Kai", "CJK")
"""What the name of any other Chinese font is likely to hold."""
LATIN = "Libertinus Serif"
"""Comes with the typesetter."""


class NoChineseFont(RuntimeError):
    """No font with Chinese characters is installed: a paper would be empty boxes. The text says what to do."""

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "This server has no Chinese font, so no paper can be printed. "
                "Please have fonts-noto-cjk or fonts-wqy-microhei installed."
            )
        )


@cache
def book() -> typst.Fonts:
    """The fonts of this machine, looked for once a process."""
    return typst.Fonts()


@cache
def _installed() -> frozenset[str]:
    return frozenset(book().families())


def chinese_fonts() -> tuple[str, str]:
    """The family for running text and the one for headings; NoChineseFont if there is neither."""
    serif = next((name for name in SERIF if name in _installed()), "")
    sans = next((name for name in SANS if name in _installed()), "") or next(
        (name for name in sorted(_installed()) if any(sign in name for sign in SIGNS)), ""
    )
    if not serif and not sans:
        raise NoChineseFont
    return serif or sans, sans or serif
