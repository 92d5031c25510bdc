"""Drawings in a DOCX: the SVG itself, with a PNG beside it for programs that cannot draw one."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import typst
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm

from bihuan.papers.blocks import Data, Picture
from bihuan.papers.fonts import book
from bihuan.papers.kind import Kind

WIDTH = Mm(160)
PPI = 160
SVG_NS = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
SVG_URI = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
SOURCE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")\n'


def marker(name: str) -> str:
    """What stands in a built-in template where a drawing goes."""
    return f"[[{name}]]"


def put_pictures(document: Any, kind: Kind, data: Data) -> None:
    """Put the drawings of a kind in the place of their markers; where there is none, the marker goes."""
    names = [block.name for block in kind.all_blocks if isinstance(block, Picture)]
    wanted = {marker(name): str(data.get(name) or "") for name in names}
    for paragraph in list(document.paragraphs) if wanted else ():
        svg = wanted.get(paragraph.text)
        if svg is None:
            continue
        paragraph.clear()
        if svg:
            _put(document, paragraph, svg.encode())
        else:
            paragraph._p.getparent().remove(paragraph._p)


def png_of(svg: bytes) -> bytes:
    """A drawing as PNG, set by the fonts of this machine."""
    made: Any = typst.compile(
        SOURCE, format="png", ppi=PPI, sys_inputs={"svg": svg.decode()}, font_paths=book()
    )
    return bytes(made if isinstance(made, bytes | bytearray) else made[0])


def _put(document: Any, paragraph: Any, svg: bytes) -> None:
    shape = paragraph.add_run().add_picture(BytesIO(png_of(svg)), width=WIDTH)
    package = document.part.package
    place = sum(1 for part in package.iter_parts() if part.partname.endswith(".svg")) + 1
    part = Part(PackURI(f"/word/media/drawing{place}.svg"), "image/svg+xml", svg, package)
    ident = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    blip.append(
        parse_xml(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f'<a:ext uri="{SVG_URI}"><asvg:svgBlip xmlns:asvg="{SVG_NS}" r:embed="{ident}"/></a:ext></a:extLst>'
        )
    )
