"""The life cycle as a picture (SVG), drawn from the table of steps. Pure.

Colours are attributes that a stylesheet may overrule; there is no inline style and no script, so the picture may
stand in a page under a strict Content-Security-Policy and as a file of its own.
"""

from collections.abc import Callable
from html import escape

from bihuan.process.layout import Lane, Layout, Node
from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import STATES
from bihuan.process.ways import START, Way
from bihuan.process.words import N_

Say = Callable[[str], str]
Address = Callable[[str, str], str]

TONES = {
    "red": "#b3261e", "orange": "#b04a06", "amber": "#8a6000", "blue": "#1f5aa8", "green": "#1b7444",
    "grey": "#566273",
}  # fmt: skip
TITLE = N_("The life cycle of a problem")
INK, LINE, PAPER = "#26323f", "#7d8a99", "#ffffff"
FONT = "system-ui, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif"


def draw(say: Say = str, address: Address | None = None, here: str = "") -> str:
    """The picture as SVG text.

    `say` translates a message id; `address(kind, code)` gives the link of a “state” or a “step”; the state
    or step with the code `here` is marked.
    """
    return _Picture(say, address, here).text()


def measure(text: str) -> float:
    """About how wide a text is at 12 px: Han letters are square, others half as wide."""
    return sum(12.2 if letter > "\u2e80" else 6.3 for letter in text)


class _Picture:
    """One drawing."""

    def __init__(self, say: Say, address: Address | None, here: str) -> None:
        self.say, self.address, self.here = say, address, here
        self.layout = Layout(lambda way: measure(say(way.label)))

    def text(self) -> str:
        """Arrows first, so that states lie over them."""
        layout = self.layout
        parts = [self._lane_way(lane, way) for lane in layout.lanes for way in lane.ways]
        parts += [self._straight(*ends, found) for ends, found in layout.straight.items()]
        parts += [self._node(node) for node in layout.nodes.values()]
        width, height = f"{layout.width:.0f}", f"{layout.height:.0f}"
        title = escape(self.say(TITLE))
        role = "group" if self.address else "img"  # links stay reachable in a group
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="cycle" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="{role}" aria-label="{title}" font-family="{FONT}" font-size="12">'
        )
        tip = (
            '<defs><marker id="cycle-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto"><path class="cycle-tip" d="M0 0 8 4 0 8z" fill="{LINE}"/></marker></defs>'
        )
        paper = f'<rect class="cycle-paper" width="{width}" height="{height}" rx="8" fill="{PAPER}"/>'
        return "\n".join([head, tip, paper, *parts, "</svg>\n"])

    def _lane_way(self, lane: Lane, way: Way) -> str:
        """Out of the state, along the lane, into the target."""
        source, target = self.layout.nodes[way.source], self.layout.nodes[lane.target]
        is_right, is_end = lane.side == "right", lane.target in self.layout.ends
        start = source.x + (source.width if is_right else 0)
        stop = target.x + (target.width if is_right and not is_end else 0)
        y, end_y = source.port_y(lane.side, way), target.port_y("left" if is_end else lane.side, lane)
        path = f"M{start:.0f} {y:.0f}H{lane.x:.0f}V{end_y:.0f}H{stop:.0f}"
        label_x, anchor = (start + 8, "start") if is_right else (start - 8, "end")
        return self._link("step", way.step, self._arrow(path) + self._words(way, label_x, y - 4, anchor))

    def _straight(self, source: str, target: str, found: list[Way]) -> str:
        """One arrow down, its steps named beside it."""
        above, below = self.layout.nodes[source], self.layout.nodes[target]
        top, bottom, x = above.y + above.height, below.y, above.middle
        shift = (bottom - top) / 2 + 4 - 15 * (len(found) - 1) / 2
        words = [
            self._link("step", way.step, self._words(way, x + 8, top + shift + 15 * line, "start"))
            for line, way in enumerate(found)
        ]
        arrow = self._link(
            "step", found[0].step, self._arrow(f"M{x:.0f} {top:.0f}V{bottom:.0f}"), is_named=False
        )
        return arrow + "".join(words)

    def _node(self, node: Node) -> str:
        if node.code == START:
            dot = f'<circle class="cycle-start" cx="{node.middle:.0f}" cy="{node.y + 12:.0f}" r="8" fill="{INK}"/>'
            return f"<g>{dot}</g>"
        term = STATES[node.code]
        box = (
            f'<rect class="cycle-box" x="{node.x:.0f}" y="{node.y:.0f}" width="{node.width:.0f}" '
            f'height="{node.height:.0f}" rx="6" fill="{PAPER}" stroke="{TONES[term.tone]}" stroke-width="1.5"/>'
        )
        name = (
            f'<text class="cycle-name" x="{node.middle:.0f}" y="{node.y + node.height / 2 + 5:.0f}" '
            f'text-anchor="middle" font-size="14" font-weight="600" fill="{TONES[term.tone]}">'
            f"{escape(self.say(term.label))}</text>"
        )
        return self._link("state", node.code, box + name, f"cycle-state cycle-{term.tone}")

    def _arrow(self, path: str) -> str:
        return (
            f'<path class="cycle-line" d="{path}" fill="none" stroke="{LINE}" stroke-width="1.25" '
            'marker-end="url(#cycle-tip)"/>'
        )

    def _words(self, way: Way, x: float, y: float, anchor: str) -> str:
        step = STEPS[way.step]
        hint = f"{self.say(step.label)} · {', '.join(step.clauses)}"
        slant = ' font-style="italic"' if way.is_settled else ""
        return (
            f'<text class="cycle-word" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{INK}"{slant}>'
            f"<title>{escape(hint)}</title>{escape(self.say(way.label))}</text>"
        )

    def _link(self, kind: str, code: str, inner: str, css: str = "cycle-way", is_named: bool = True) -> str:
        """A place to click; one without words is for the mouse alone, its named twin is for everybody."""
        mark = " cycle-here" if code == self.here else ""
        if self.address is None:
            return f'<g class="{css}{mark}">{inner}</g>'
        silent = "" if is_named else ' tabindex="-1" aria-hidden="true"'
        return f'<a class="{css}{mark}" href="{escape(self.address(kind, code))}"{silent}>{inner}</a>'
