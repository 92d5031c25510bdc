"""Looks into written papers with programs that had no part in writing them."""

import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf


def text_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF as poppler reads it, without spaces and line breaks."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    assert found.stderr == b"", found.stderr
    return "".join(found.stdout.decode().split())


def faults_of_archive_form(pdf: bytes) -> list[str]:
    """What keeps a PDF from being PDF/A-2b, as far as can be seen without a validator."""
    faults = []
    with pikepdf.open(BytesIO(pdf)) as found:
        with found.open_metadata() as metadata:
            if (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) != ("2", "B"):
                faults.append(f"XMP says {metadata.get('pdfaid:part')} {metadata.get('pdfaid:conformance')}")
        intents = found.Root.get("/OutputIntents") or []
        if not any("/DestOutputProfile" in intent for intent in intents):
            faults.append("no output intent with a profile")
        if found.is_encrypted:
            faults.append("encrypted")
        fonts = [item for item in found.objects if is_font(item)]
        if not fonts:
            faults.append("no font")
        faults += [f"{font.get('/BaseFont')} is not embedded" for font in fonts if not is_embedded(font)]
    return faults


def is_font(item: object) -> bool:
    """A simple font or the descendant of a composite one."""
    return (
        isinstance(item, pikepdf.Dictionary)
        and item.get("/Type") == "/Font"
        and item.get("/Subtype") != "/Type0"
    )


def is_embedded(font: pikepdf.Dictionary) -> bool:
    """Whether the outlines of a font lie in the file."""
    described = font.get("/FontDescriptor")
    return described is not None and any(
        name in described for name in ("/FontFile", "/FontFile2", "/FontFile3")
    )


def converted(folder: Path, *papers: Path) -> list[Path]:
    """DOCX papers as LibreOffice turns them into PDF; every one must come out."""
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, papers)], capture_output=True, timeout=180, check=True
    )
    return [folder / f"{paper.stem}.pdf" for paper in papers]
