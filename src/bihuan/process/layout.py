"""Where the states and arrows of the life cycle stand. Pure geometry; `diagram` draws it.

States that lead on stand in a column in the order of their table, below the point where cases begin; what ends a
case unsolved stands at the right. Arrows to the next row run straight down, further ones on lanes at the right,
backward ones on lanes at the left. Arrows of one step to one state share a lane.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bihuan.process.conformance import ENDED
from bihuan.process.terms import STATES
from bihuan.process.ways import START, Way, ways

WIDTH, PORT, LANE, GAP, PAD = 168, 22, 18, 42, 16
START_SIZE, LEAST, MARGIN = 24, 40, 20


@dataclass
class Node:
    """A state with its place; `ports` are what arrives or leaves at its left and right side, from the top down."""

    code: str
    x: float = 0
    y: float = 0
    width: float = WIDTH
    height: float = LEAST
    ports: dict[str, list[object]] = field(default_factory=lambda: {"left": [], "right": []})

    def port_y(self, side: str, name: object) -> float:
        """The height at which `name` arrives or leaves."""
        names = self.ports[side]
        return self.y + (self.height - PORT * (len(names) - 1)) / 2 + PORT * names.index(name)

    @property
    def middle(self) -> float:
        """The middle of the node across."""
        return self.x + self.width / 2


@dataclass
class Lane:
    """All arrows of one step to one state on one side; `x` is where they run up or down."""

    step: str
    target: str
    side: str
    ways: list[Way] = field(default_factory=list)
    x: float = 0


class Layout:
    """The whole arrangement. `measure` gives the width of an arrow's words in the reader's language."""

    def __init__(self, measure: Callable[[Way], float]) -> None:
        self.rows = [START, *(code for code in STATES if code not in ENDED)]
        self.ends = [code for code in STATES if code in ENDED]
        self.nodes = {code: Node(code) for code in [*self.rows, *self.ends]}
        self.straight: dict[tuple[str, str], list[Way]] = {}
        self.lanes: list[Lane] = []
        self._sort(ways())
        self.room = {
            side: 16 + max((measure(way) for lane in self._of(side) for way in lane.ways), default=0)
            for side in ("left", "right")
        }
        self._place()

    def _of(self, side: str) -> list[Lane]:
        return [lane for lane in self.lanes if lane.side == side]

    def _sort(self, found: Iterable[Way]) -> None:
        """Which arrow runs straight, which on a lane; ports in the order in which the lanes leave."""
        lanes: dict[tuple[str, str, str], Lane] = {}
        for way in found:
            down = self._row(way.target) - self._row(way.source)
            if down == 1:
                self.straight.setdefault((way.source, way.target), []).append(way)
                continue
            side = "left" if down < 0 else "right"
            key = (way.step, way.target, side)
            lanes.setdefault(key, Lane(*key)).ways.append(way)
        self.lanes = sorted(lanes.values(), key=self._reach)
        for lane in self.lanes:
            for way in lane.ways:
                self.nodes[way.source].ports[lane.side].append(way)
            self.nodes[lane.target].ports["left" if lane.target in self.ends else lane.side].append(lane)
        for node in self.nodes.values():
            for side in node.ports:
                node.ports[side].sort(key=lambda name: self._far_end(name, node))

    def _row(self, code: str) -> int:
        """The row of a state; what ends a case lies below them all."""
        return self.rows.index(code) if code in self.rows else len(self.rows) + 1

    def _reach(self, lane: Lane) -> tuple[int, int]:
        """Short lanes run inside, those to the ends outside of all others, the uppermost end last."""
        if lane.target in self.ends:
            return 99, -self.ends.index(lane.target)
        return max(abs(self._row(way.source) - self._row(lane.target)) for way in lane.ways), 0

    def _far_end(self, name: object, node: Node) -> tuple[int, int]:
        """Ports whose other end lies above stand above, and nest so that lanes do not cross."""
        own = self._row(node.code)
        if isinstance(name, Lane):
            other = min(self._row(way.source) for way in name.ways)
            return (0, -self._reach(name)[0]) if other < own else (2, self._reach(name)[0])
        assert isinstance(name, Way)
        if name.target in self.ends:
            return 1, self.ends.index(name.target)
        return (0, -1) if self._row(name.target) < own else (2, 0)

    def _place(self) -> None:
        x = PAD + len(self._of("left")) * LANE + self.room["left"]
        y: float = PAD
        for code in self.rows:
            node = self.nodes[code]
            node.x, node.y = x, y
            if code == START:
                node.x, node.width, node.height = x + (WIDTH - START_SIZE) / 2, START_SIZE, START_SIZE
            else:
                node.height = max(LEAST, MARGIN + PORT * max(map(len, node.ports.values())))
            y += node.height + GAP
        self.height = y - GAP + PAD
        for side, edge, sign in (("left", x, -1), ("right", x + WIDTH, 1)):
            for place, lane in enumerate(self._of(side)):
                lane.x = edge + sign * (self.room[side] + LANE * place)
        end_x, y = x + WIDTH + self.room["right"] + len(self._of("right")) * LANE + 16, PAD + START_SIZE + GAP
        for code in self.ends:
            node = self.nodes[code]
            node.x, node.y, node.width = end_x, y, WIDTH - 48
            y += node.height + GAP / 2
        self.width = end_x + WIDTH - 48 + PAD
