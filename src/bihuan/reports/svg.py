"""A chart as SVG: for paper, and for a page without JavaScript. Only presentation attributes, for the strict policy."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bihuan.reports.charts import Chart

WIDTH, ROW, TOP, FOOT = 640, 22, 34, 46
FONTS = (
    "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei','WenQuanYi Zen Hei',sans-serif"
)
INK, LINE = "#44505f", "#d5dbe3"


def svg_of(chart: Chart, fonts: str = FONTS, *, is_titled: bool = False) -> str:
    """The picture of a chart, 640 units wide; with its title above it where nothing else says it."""
    draw = {"across": _across, "heat": _heat}.get(chart.kind, _upright)
    height, parts = draw(chart)
    if is_titled:
        parts = [_text(4, 14, chart.title, "start", 12), '<g transform="translate(0 22)">', *parts, "</g>"]
        height += 22
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="{escape(chart.title)}" font-family="{escape(fonts)}" '
        f'font-size="11" fill="{INK}">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, words: str, anchor: str = "middle", size: int = 11) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'


def _box(x: float, y: float, width: float, height: float, colour: str, opacity: float = 1) -> str:
    faint = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" '
        f'fill="{colour}"{faint}/>'
    )


def _legend(chart: Chart) -> Iterator[str]:
    if len(chart.series) < 2:
        return
    x = 40.0
    for series in chart.series:
        yield _box(x, 8, 10, 10, series.colour)
        yield _text(x + 14, 17, series.name, "start")
        x += 30 + 11 * len(series.name)


def _upright(chart: Chart) -> tuple[int, list[str]]:
    """Bars that stand, beside or upon each other."""
    height, left = 240, 40
    floor, count = height - FOOT, max(1, len(chart.labels))
    is_stacked = chart.kind == "stacked"
    columns = list(zip(*(series.values for series in chart.series), strict=True))
    tallest = max(
        (sum(v or 0 for v in c) if is_stacked else max(v or 0 for v in c) for c in columns), default=0
    )
    unit, slot = (floor - TOP) / (tallest or 1), (WIDTH - left - 10) / count
    parts = [*_legend(chart), *_scale(tallest, unit, floor, left)]
    for place, values in enumerate(columns):
        x, base = left + slot * place + slot * 0.15, float(floor)
        width = slot * 0.7 if is_stacked else slot * 0.7 / len(values)
        for index, value in enumerate(values):
            tall = (value or 0) * unit
            at = x if is_stacked else x + width * index
            parts.append(_box(at, base - tall, width * 0.94, tall, chart.series[index].colour))
            if not is_stacked and value:
                parts.append(_text(at + width / 2, base - tall - 3, f"{value:g}{chart.unit}", size=10))
            base -= tall if is_stacked else 0
        total = sum(value or 0 for value in values)
        if is_stacked and total:
            parts.append(_text(x + width / 2, base - 3, f"{total:g}", size=10))
        parts += _label(x + slot * 0.35, floor + 14, chart.labels[place], slot)
    return height, parts


def _scale(tallest: float, unit: float, floor: float, left: int) -> Iterator[str]:
    for step in sorted({0, tallest // 2, tallest}):
        y = floor - step * unit
        yield f'<line x1="{left}" x2="{WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>'
        yield _text(left - 5, y + 4, f"{step:g}", "end", 10)


def _label(x: float, y: float, words: str, room: float) -> Iterator[str]:
    """A label in as many lines as its room asks for, at most three."""
    wide = any(ord(sign) > 0x2E7F for sign in words)
    fits = max(2, int(room / (11 if wide else 6)))
    lines = [words[at : at + fits] for at in range(0, len(words), fits)] if wide else _wrapped(words, fits)
    for place, line in enumerate(lines[:3]):
        yield _text(x, y + 13 * place, line)


def _wrapped(words: str, fits: int) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= fits:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _across(chart: Chart) -> tuple[int, list[str]]:
    """Bars that lie, with long labels before them."""
    left, values = 190, chart.series[0].values if chart.series else []
    most = 100.0 if chart.unit == "%" else max((value or 0 for value in values), default=0) or 1
    parts = []
    for place, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        y = 8 + ROW * place
        width = (WIDTH - left - 60) * (value or 0) / most
        parts.append(_text(left - 8, y + 12, label, "end"))
        parts.append(_box(left, y + 2, WIDTH - left - 60, 12, "#eef1f5"))
        parts.append(_box(left, y + 2, width, 12, chart.series[0].colour))
        parts.append(_text(left + width + 5, y + 12, f"{value or 0:g}{chart.unit}", "start", 10))
    return 16 + ROW * max(1, len(values)), parts


def _heat(chart: Chart) -> tuple[int, list[str]]:
    """A grid: darker where there is more, the number written in."""
    left, cell = 46, (WIDTH - 56) / max(1, len(chart.labels))
    most = max((value or 0 for series in chart.series for value in series.values), default=0) or 1
    parts = [_text(left + cell * (i + 0.5), 14, label, size=10) for i, label in enumerate(chart.labels)]
    for row, series in enumerate(chart.series):
        y = 20 + ROW * row
        parts.append(_text(left - 6, y + 15, series.name, "end"))
        for place, value in enumerate(series.values):
            x = left + cell * place
            parts.append(_box(x + 1, y + 1, cell - 2, ROW - 2, "#eef1f5"))
            if value:
                parts.append(_box(x + 1, y + 1, cell - 2, ROW - 2, series.colour, 0.15 + 0.6 * value / most))
                parts.append(_text(x + cell / 2, y + 15, f"{value:g}", size=10))
    return 26 + ROW * len(chart.series), parts
