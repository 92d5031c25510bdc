"""Reads a log in XES by a parser that knows nothing of the product, and checks what IEEE 1849 asks of it."""

from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from bihuan.reports.xes import event_log

SPACE = "{http://www.xes-standard.org/}"
STANDARD = {"concept", "time", "lifecycle", "org"}
KINDS = {f"{SPACE}{kind}" for kind in ("string", "date", "int", "float", "boolean", "id")}


def read(**how: Any) -> ElementTree.Element:
    """The log as written, after the checks that IEEE 1849 asks of every log."""
    root = ElementTree.fromstring("".join(event_log(**how)))
    assert root.tag == f"{SPACE}log"
    assert set(root.attrib) == {"xes.version", "xes.features"}
    extensions = root.findall(f"{SPACE}extension")
    assert {e.get("prefix") for e in extensions} == STANDARD
    assert all(str(e.get("uri", "")).endswith(f"/{e.get('prefix')}.xesext") for e in extensions)
    for trace in root.findall(f"{SPACE}trace"):
        assert of(trace)["concept:name"]
        moments = []
        for event in trace.findall(f"{SPACE}event"):
            assert {child.tag for child in event} <= KINDS
            keys = [child.get("key") for child in event]
            assert len(keys) == len(set(keys))
            values = of(event)
            moments.append(datetime.fromisoformat(values["time:timestamp"]))
            assert values["concept:name"]
            assert values["lifecycle:transition"] == "complete"
            assert values["org:resource"]
        assert moments
        assert moments == sorted(moments)
        assert all(moment.tzinfo for moment in moments)
    return root


def of(element: ElementTree.Element) -> dict[str, str]:
    """The attributes of a trace or an event."""
    return {child.attrib["key"]: child.attrib["value"] for child in element if "value" in child.attrib}


def counted(root: ElementTree.Element) -> tuple[int, int]:
    return len(root.findall(f"{SPACE}trace")), len(root.findall(f"{SPACE}trace/{SPACE}event"))
