"""Texts of made-up problems: sentences as operators write them, put together from word lists."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


class Writer:
    """Writes the texts of one case after the other; the same seed gives the same texts."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def texts(self) -> dict[str, str]:
        """The free texts of a problem, by the column they stand in."""
        dice = self.dice
        where, part, fault = self._one("systems"), self._one("parts"), self._one("faults")
        title = f"{where}{part}{fault}"
        rare = f"，现场确认为{self._one('rare')}" if dice.random() < 0.01 * len(WORDS["rare"]) else ""
        count, length = dice.randrange(10_000), dice.randrange(2, 180)
        symptom = (
            f"{self._one('found')}：{where}的{part}{fault}{rare}。{self._one('effects')}，"
            f"已持续 {length} 分钟，涉及 {count} 户。\n重启后现象依旧，{self._one('systems')}未见异常，继续观察。"
        )
        return {
            "title": title[:40],
            "symptom": symptom,
            "impact": f"{self._one('effects')}，预计影响 {count} 户。",
            "field_data": self._one("data").format(n=count, m=length),
            "cause_analysis": f"{self._one('causes')}，{part}需进一步检查。",
            "judgement": f"{self._one('causes')}，先恢复{where}再查原因。",
        }

    def _one(self, name: str) -> str:
        found: str = self.dice.choice(WORDS[name])
        return found
