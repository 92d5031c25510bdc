"""What may lie in the repository: own text, nothing installed, nothing that ties it to one machine."""

import re
import tomllib

from tests.house import ROOT, name_of, report, tracked

# One letter of each stands in brackets, so that this file does not offend its own rule.
HOSTS = re.compile(r"[p]ypi[.]org|[p]ythonhosted[.]org|[n]pmjs[.]org|[d]ebian[.]org/|[y]arnpkg[.]com")
MACHINE = re.compile(r"/[w]ork/|/[r]oot/|/[h]ome/[a-z]|/[U]sers/")
INSTALLED = re.compile(
    r"([.]min[.](js|css)$|[.]woff2?$|[.]ttf$|[.]map$|(^|/)(vendor|node_modules|site-packages)/)"
)
VAGUE = {
    "utils.py",
    "helpers.py",
    "helper.py",
    "common.py",
    "manager.py",
    "managers.py",
    "service.py",
    "services.py",
    "misc.py",
}
TEXT = {
    "",
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".json",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".csv",
    ".po",
    ".yml",
    ".yaml",
    ".cfg",
}


def offenders_of(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked():
        if path.suffix not in TEXT:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name_of(path)}:{number} {line.strip()[:80]}")
    return found


def test_no_file_names_a_registry() -> None:
    report(
        offenders_of(HOSTS),
        "No file names the host of a package registry; whoever installs has one configured:",
    )


def test_no_file_names_a_path_of_one_machine() -> None:
    report(offenders_of(MACHINE), "No file names a path of one machine:")


def test_nothing_installed_is_committed() -> None:
    found = [name_of(path) for path in tracked() if INSTALLED.search(name_of(path))]
    report(found, "Third-party files are installed by scripts/setup, never committed:")


def test_names_say_what_a_file_is_about() -> None:
    found = [name_of(path) for path in tracked() if path.name in VAGUE]
    report(found, "A file is named after its idea, not after its kind:")


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [
        *project["dependencies"],
        *(name for names in project["optional-dependencies"].values() for name in names),
    ]
    silent = [name for name in wanted if not re.search(re.escape(f'"{name}"') + r",\s*# \S", text)]
    report(silent, "Each dependency carries its reason on its line in pyproject.toml:")


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    found = []
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found += [
            f"{path.name}: {line}" for line in text.splitlines() if line.startswith("-") or "://" in line
        ]
        pins = re.findall(r"^\S+==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)
        if len(pins) != len(re.findall(r"^\S+==", text, re.MULTILINE)):
            found.append(f"{path.name}: a pin without a hash")
    if '"resolved"' in (ROOT / "package-lock.json").read_text(encoding="utf-8"):
        found.append("package-lock.json: holds addresses")
    report(found, "A lock holds versions and hashes alone:")


def test_the_test_lock_holds_the_run_lock() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^(\S+==\S+)", text, re.MULTILINE))

    report(sorted(pins("run.txt") - pins("test.txt")), "requirements/test.txt pins what run.txt pins:")
    report(sorted(pins("test.txt") - pins("schema.txt")), "requirements/schema.txt pins what test.txt pins:")
