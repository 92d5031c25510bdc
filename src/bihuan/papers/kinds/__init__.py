"""Every kind of paper by its key; a new kind is a module here and a line below."""

from bihuan.papers.kind import Kind
from bihuan.papers.kinds import analysis, bulletin, calltree, certificate, letter, minutes, order, report

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        report.KIND,
        order.KIND,
        analysis.KIND,
        minutes.KIND,
        letter.KIND,
        bulletin.KIND,
        calltree.KIND,
        certificate.KIND,
    )
}
