"""The picture is drawn from the table: complete, well formed, fit for a strict page."""

import re
from xml.etree import ElementTree

from bihuan.process.diagram import draw, measure
from bihuan.process.layout import Layout
from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import STATES
from bihuan.process.ways import START, steps_in, ways

SVG = "{http://www.w3.org/2000/svg}"


def test_every_state_and_every_step_that_leads_on_is_in_it() -> None:
    tree = ElementTree.fromstring(draw(address=lambda kind, code: f"?{kind}={code}"))
    links = {element.get("href", "") for element in tree.iter(f"{SVG}a")}
    assert {f"?state={code}" for code in STATES} <= links
    leading = {
        key
        for key, step in STEPS.items()
        if step.target and not step.automatic and (step.creates or step.sources - {step.target})
    }
    assert {f"?step={key}" for key in leading} <= links


def test_arrows_are_those_of_the_table_and_of_s1() -> None:
    found = {(way.step, way.source, way.target) for way in ways()}
    assert ("report", START, "awaiting_response") in found
    assert ("dispatch", "awaiting_dispatch", "handling") in found
    assert ("resolve", "handling", "awaiting_confirmation") in found
    assert not any(way.source == way.target for way in ways())
    assert not any(STEPS[way.step].automatic for way in ways())


def test_it_holds_no_script_no_style_and_nothing_from_elsewhere() -> None:
    text = draw(address=lambda kind, code: f"?{kind}={code}")
    assert not re.search(
        r"<style|<script| style=|onclick|url\((?!#)|https?://(?!www\.w3\.org/2000/svg)", text
    )


def test_texts_are_translated_and_escaped_and_one_place_is_marked() -> None:
    text = draw(say=lambda word: f"<{word}>", here="handling")
    assert "&lt;In progress&gt;" in text
    assert text.count("cycle-here") == 1


def test_nothing_lies_upon_anything_else() -> None:
    layout = Layout(lambda way: measure(way.label))
    boxes = [(n.x, n.y, n.x + n.width, n.y + n.height) for n in layout.nodes.values()]
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert 0 <= left < right <= layout.width
        assert 0 <= top < bottom <= layout.height
        for other in boxes[place + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
    xs = [lane.x for lane in layout.lanes]
    assert len(set(xs)) == len(xs)


def test_the_steps_of_a_state_begin_with_those_that_carry_it_forward() -> None:
    found = steps_in("handling")
    mains = [STEPS[key].main for key in found]
    assert mains == sorted(mains, reverse=True)
    assert "mark_late" not in found
