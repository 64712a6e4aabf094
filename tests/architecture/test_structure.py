"""Rules of the house that a machine can hold: 2-architecture.md §1, §2."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from densach.core.doors import PUBLIC, SIGNED_IN
from densach.network.right_words import RIGHT_WORDS
from densach.network.roles import ROLES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "densach"
ORDER = [
    "web", "reporting", "programme", "circulation|activities", "catalogue", "people", "discovery|measures", "documents", "audit", "network", "accounts", "core",
]  # fmt: skip
LEVEL = {name: level for level, names in enumerate(reversed(ORDER)) for name in names.split("|")}
MODULES = sorted(LEVEL)
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and "tests" not in path.parts)


def our_models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("densach.")
        for model in config.get_models()
    ]


def our_patterns(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found += our_patterns(entry, prefix + str(entry.pattern))
        elif entry.callback.__module__.startswith("densach."):
            found.append((prefix + str(entry.pattern), entry))
    return found


def test_every_module_is_named_in_the_order() -> None:
    present = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"config"}
    assert present == set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_module_says_what_it_owns_in_twelve_lines(module: str) -> None:
    docstring = ast.get_docstring(ast.parse((PACKAGE / module / "__init__.py").read_text(encoding="utf-8")))
    assert docstring
    assert len(docstring.splitlines()) <= 12


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Words that explain do not count against a budget that keeps code short."""
    docstring = ast.get_docstring(node, clean=False)
    return len(docstring.splitlines()) if docstring else 0


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_file_and_function_budgets(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400, "a file over 400 lines becomes a package split by noun"
    views = path.name == "views.py" or path.parent.name == "views"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1 - docstring_lines(node)
            if not views:
                assert length <= 40, f"{node.name} has {length} lines, 40 are allowed"
            elif len(node.args.args) and node.args.args[0].arg == "request":
                assert length <= 25, f"view {node.name} has {length} lines, 25 are allowed"


def test_no_module_is_named_after_nothing() -> None:
    banned = {"utils", "common", "helpers", "misc", "base"}
    assert not [path for path in SOURCES if path.stem in banned or path.parent.name in banned]


def test_foreign_keys_point_down_by_name_without_a_handle() -> None:
    for model in our_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField) or field.auto_created:
                continue
            target = field.related_model._meta
            if target.app_config.name.startswith("densach."):
                here, there = LEVEL[model._meta.app_label], LEVEL[target.app_label]
                assert there < here or target.app_label == model._meta.app_label, (
                    f"{model.__name__}.{field.name} points up"
                )
            assert field.remote_field.related_name in ("+", None) or field.remote_field.related_name.endswith("+"), (
                f"{model.__name__}.{field.name} gives {target} a handle"
            )
            assert field.remote_field.related_name, f"{model.__name__}.{field.name} needs related_name='+'"


def test_every_page_declares_a_right_that_exists() -> None:
    known = all_rights() | {PUBLIC, SIGNED_IN}
    undeclared = [route for route, pattern in our_patterns() if getattr(pattern.callback, "right", None) not in known]
    assert not undeclared


def all_rights() -> set[str]:
    rights: set[str] = set()
    for module in MODULES:
        path = PACKAGE / module / "permissions.py"
        if path.exists():
            rights |= set(re.findall(rf'"({module}\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    return rights


def test_roles_hold_all_rights_that_exist_and_no_others() -> None:
    held = set().union(*ROLES.values())
    assert held == all_rights() == set(RIGHT_WORDS)


def test_every_setting_is_described() -> None:
    settings = (PACKAGE / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(DENSACH_[A-Z_]+)"', settings))
    for path in SOURCES:
        read |= set(re.findall(r'environ(?:\.get\(|\[)"(DENSACH_[A-Z_]+)"', path.read_text(encoding="utf-8")))
    described = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert not [name for name in sorted(read) if f"`{name}`" not in described]


def test_every_table_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert not [model.__name__ for model in our_models() if f"`{model.__name__}`" not in glossary]


@pytest.mark.django_db
def test_migrations_are_complete_and_named() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    auto = [path.name for path in PACKAGE.glob("*/migrations/0*.py") if "_auto_" in path.name]
    assert not auto


def test_models_have_names_for_people() -> None:
    for model in our_models():
        assert str(model._meta.verbose_name) != model.__name__.lower(), f"{model.__name__} has no verbose_name"


TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_keeps_the_content_policy_and_works_without_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)", text)
    for tag in re.findall(r"<[a-z][^>]*\bhx-(?:get|post)=[^>]*>", text):
        name = re.match(r"<([a-z]+)", tag).group(1)  # type: ignore[union-attr]
        plain = {
            "a": "href=",
            "form": "action=",
            "button": "",
            "input": "",
            "select": "",
            "textarea": "",
            "div": "",
            "section": "",
        }
        if name in ("a", "form"):
            assert plain[name] in tag or (name == "form" and "hx-post" in tag and "method=" in tag), (
                f"no plain fallback: {tag}"
            )
