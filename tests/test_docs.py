"""What the documents name exists: files, pages, commands, labels of the screens, run-time packages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import polib
import pytest
from django.apps import apps
from django.core.management import get_commands
from django.urls import Resolver404, resolve

ROOT = Path(__file__).parent.parent
GUIDES = sorted((ROOT / "docs" / "user").glob("*.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
ANSWERED_BEFORE_DJANGO = {"help", "version"}
EXPLAINS_THE_CONVENTION = "đậm"

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
every_guide = pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)


def links_of(text: str) -> list[str]:
    """Targets of links and pictures that point into the repository."""
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    return [target.split("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]


def pages_of(text: str) -> list[str]:
    """Addresses in code marks, such as `/quay/`; not folders of the machine, which have no final stroke."""
    return re.findall(r"`(/(?:[a-z0-9-]+/)*(?:healthz|[a-z0-9-]+\.[a-z]+)?)`", text)


def commands_of(text: str) -> set[str]:
    """Names behind `densach` where it is written as a command: in code marks, fences and indented lines."""
    code = re.findall(r"`+[^`]+`+|^ {4}.*$", text, re.MULTILINE)
    return {name for piece in code for name in re.findall(r"\bdensach ([a-z][a-z_-]+)", piece)}


def labels_of(text: str) -> set[str]:
    bold = {" ".join(label.split()) for label in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)}
    return bold - {EXPLAINS_THE_CONVENTION}


def vietnamese_messages() -> set[str]:
    """Every Vietnamese message of the screens, first letter lowered: forms raise it themselves.

    Where two modules translate the same message, the one that Django shows: of the application installed first.
    """
    shown: dict[tuple[str | None, str], set[str]] = {}
    for app in reversed(list(apps.get_app_configs())):
        path = Path(app.path) / "locale" / "vi" / "LC_MESSAGES" / "django.po"
        if app.name.startswith("densach.") and path.exists():
            entries = polib.pofile(str(path)).translated_entries()
            shown |= {(entry.msgctxt, entry.msgid): {entry.msgstr, *entry.msgstr_plural.values()} for entry in entries}
    return {first_lowered(message) for messages in shown.values() for message in messages if message}


def first_lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def run_time_packages() -> set[str]:
    """Names of all packages that `densach` needs, directly or through others, on any system, by `uv.lock`."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    locked: dict[str, list[dict[str, Any]]] = {}
    for package in lock["package"]:
        locked.setdefault(package["name"], []).append(package)
    found: set[tuple[str, tuple[str, ...]]] = set()
    waiting: list[tuple[str, tuple[str, ...]]] = [("densach", ())]
    while waiting:
        name, extras = waiting.pop()
        for package in locked[name]:
            needs = list(package.get("dependencies", []))
            for extra in extras:
                needs += package.get("optional-dependencies", {}).get(extra, [])
            fresh = {(need["name"], tuple(need.get("extra", []))) for need in needs} - found
            found |= fresh
            waiting += fresh
    return {name for name, _ in found}


def test_the_readers_of_this_file_find_what_they_look_for() -> None:
    text = (
        "[a](docs/a.md#b) ![p](i.png) [w](https://x) `/quay/` `/tien-do.csv` `/srv/x` `/` run `densach recount --check`\n"
        "    densach demo\n**Cho mượn** densach not"
    )
    assert links_of(text) == ["docs/a.md", "i.png"]
    assert pages_of(text) == ["/quay/", "/tien-do.csv", "/"]
    assert commands_of(text) == {"recount", "demo"}
    assert labels_of(text) == {"Cho mượn"}


@every_document
def test_links_lead_to_files(path: Path) -> None:
    missing = [link for link in links_of(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()]
    assert not missing


@every_guide
def test_pages_named_in_the_guides_exist(path: Path) -> None:
    pages = pages_of(path.read_text(encoding="utf-8"))
    assert pages
    for page in pages:
        try:
            resolve(page)
        except Resolver404:
            pytest.fail(f"{path.name} names {page}, which no address answers")


@every_document
def test_commands_named_exist(path: Path) -> None:
    known = {name.replace("_", "-") for name in get_commands()} | ANSWERED_BEFORE_DJANGO
    assert commands_of(path.read_text(encoding="utf-8")) <= known


@every_guide
def test_bold_words_of_the_guides_stand_on_the_screens(path: Path) -> None:
    """The guides quote labels in bold; a label that was renamed is found here."""
    labels = labels_of(path.read_text(encoding="utf-8"))
    assert labels
    on_screen = vietnamese_messages()
    assert not sorted(label for label in labels if first_lowered(label) not in on_screen)


@every_guide
def test_guides_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120


def test_every_run_time_package_has_its_licence_checked() -> None:
    rows = re.findall(
        r"^\| ([a-z0-9-]+) \| .+? \| (.+?) \|$", (ROOT / "docs/licences.md").read_text("utf-8"), re.MULTILINE
    )
    listed = {name for name, licence in rows if licence.strip(" °")}
    needed = run_time_packages()
    assert {"django", "psycopg-binary", "lxml"} <= needed, "the lock file was not read as meant"
    assert needed <= listed
