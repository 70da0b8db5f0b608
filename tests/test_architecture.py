"""The house keeps its shape: who imports whom, who writes, what belongs to what."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import nodes
from peewee import Database
from playhouse.schema_diff import diff_models

from tests import still_to_do
from webapp import create_app
from webapp.models import TABLES
from webapp.settings import paths
from webapp.storage.db import is_sqlite
from webapp.views.desk.access import roles_of

HOUSE = Path(__file__).parents[1]
PACKAGE = HOUSE / "webapp"
TEMPLATES = paths.templates()


@pytest.fixture
def app(sqlite_url: str) -> Flask:
    """The whole application."""
    return create_app(database_url=sqlite_url, secret_key="only for tests: it is long enough")


# --- floors ---------------------------------------------------------------------------------------


def test_imports_run_downwards_only():
    linter = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run(
        [str(linter), "--no-cache"], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


# --- what the README says -------------------------------------------------------------------------


def places_named_in(text: str) -> Iterator[tuple[str, str]]:
    """The modules of the package that a text names as `room/module.py: function`, each with the
    function or nothing."""
    yield from re.findall(r"`((?:\w+/)+\w+\.py)(?:: (\w+))?`", text)


def test_the_walks_of_the_readme_lead_to_modules_and_functions_that_exist():
    walks = (HOUSE / "README.md").read_text("utf-8").partition("Three walks")[2].split("## ")[0]
    named = list(places_named_in(walks))
    assert len(named) > 8
    for module, function in named:
        tree = tree_of(PACKAGE / module)
        functions = {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
        assert not function or function in functions, f"{module}: {function}"


# --- sizes, circles, names ------------------------------------------------------------------------


def lines_of(file: Path) -> int:
    """How many lines it has."""
    return len(file.read_text("utf-8").splitlines())


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(HOUSE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def tree_of(file: Path) -> ast.Module:
    """Its syntax."""
    return ast.parse(file.read_text("utf-8"))


def beyond(sizes: dict[str, int], limit: int, known: dict[str, int]) -> list[str]:
    """What is longer than the limit, or than its own ceiling; and ceilings that nothing needs."""
    return [
        *(
            f"{name}: {size} lines, at most {known.get(name, limit)}"
            for name, size in sorted(sizes.items())
            if size > known.get(name, limit)
        ),
        *(f"{name}: take it off the list" for name in sorted(known) if sizes.get(name, 0) <= limit),
        *(
            f"{name}: {sizes[name]} lines now, lower its ceiling of {ceiling}"
            for name, ceiling in sorted(known.items())
            if limit < sizes.get(name, 0) < 0.9 * ceiling
        ),
    ]


def test_a_module_has_300_lines_at_most():
    sizes = {file.relative_to(HOUSE).as_posix(): lines_of(file) for file in modules().values()}
    assert not beyond(sizes, 300, still_to_do.LONG_MODULES)


def test_a_function_has_40_lines_at_most():
    sizes: dict[str, int] = {}
    for file in modules().values():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{file.relative_to(HOUSE).as_posix()}:{node.name}"
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                sizes[name] = max(length, sizes.get(name, 0))
    assert not beyond(sizes, 40, still_to_do.LONG_FUNCTIONS)


def test_a_template_has_120_lines_at_most():
    sizes = {f"templates/{name}": len(text.splitlines()) for name, text in templates().items()}
    assert not beyond(sizes, 120, still_to_do.LONG_TEMPLATES)


def test_a_ceiling_holds_falls_and_goes():
    assert beyond({"a": 41}, 40, {}) == ["a: 41 lines, at most 40"]
    assert beyond({"a": 51}, 40, {"a": 50}) == ["a: 51 lines, at most 50"]
    assert beyond({"a": 40}, 40, {"a": 50}) == ["a: take it off the list"]
    assert beyond({"a": 41}, 40, {"a": 50}) == ["a: 41 lines now, lower its ceiling of 50"]
    assert not beyond({"a": 50, "b": 40}, 40, {"a": 50})


def imports() -> dict[str, set[str]]:
    """Every module and those of the package that it imports, for types alone included."""
    known = modules()
    found: dict[str, set[str]] = {}
    for name, file in known.items():
        named: set[str] = set()
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Import):
                named |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                wholes = {f"{node.module}.{each.name}" for each in node.names}
                named |= wholes & known.keys()
                named |= {node.module} if wholes - known.keys() else set()
        found[name] = (named & known.keys()) - {name}
    return found


def in_circles(graph: dict[str, set[str]]) -> set[tuple[str, str]]:
    """The imports from which one comes back to where one began."""
    reached: dict[str, set[str]] = {}
    for begin in graph:
        seen, ahead = set(), [begin]
        while ahead:
            for each in graph[ahead.pop()] - seen:
                seen.add(each)
                ahead.append(each)
        reached[begin] = seen
    return {(name, other) for name in graph for other in graph[name] if name in reached[other]}


def test_no_module_imports_itself_by_way_of_others_not_even_for_types():
    found = {
        (name.removeprefix("webapp."), other.removeprefix("webapp."))
        for name, other in in_circles(imports())
    }
    assert not sorted(found - still_to_do.IN_CIRCLES)
    assert not sorted(still_to_do.IN_CIRCLES - found), "no circle any more: take them off the list"


def test_the_search_for_circles_would_find_one():
    assert not in_circles({"a": {"b", "c"}, "b": {"c"}, "c": set()})
    assert in_circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == {("b", "c"), ("c", "b")}


def test_one_name_is_one_public_class():
    names = [
        node.name
        for file in modules().values()
        for node in tree_of(file).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert not [name for name, count in Counter(names).items() if count > 1]


RIDDLES = {"told", "asked", "said", "held", "kept", "spoken", "heard"}
"""Words that name no thing: what is meant has a name of its own (content, rows, stored, logged)."""
STORED = {"held_on", "FILTER_KEPT"}
"""Names of a column, and of a verb as entries of the log hold it: they stay."""


def defined_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that a module gives, to whatever it is, the variables of its templates among them;
    each with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.alias(asname=str(name)):
                yield node.lineno, name
            case ast.Call(func=ast.Name(id="render" | "render_template"), keywords=keywords):
                yield from ((each.lineno, each.arg) for each in keywords if each.arg)


def riddles_in(tree: ast.AST) -> list[str]:
    """Those of its names that have such a word in them."""
    return [
        f"{line} {name}"
        for line, name in sorted(defined_in(tree))
        if RIDDLES & set(name.lower().split("_")) and name not in STORED
    ]


def test_a_name_says_what_it_names():
    found = {
        file.relative_to(HOUSE).as_posix(): riddles_in(tree_of(file)) for file in modules().values()
    }
    named = {name: riddles for name, riddles in found.items() if riddles}
    assert not named, "names that do not say what they name"


def riddles_in_template(tree: nodes.Template) -> set[str]:
    """Its variables and macros, own and imported, that have such a word in their names."""
    imported = [each for node in tree.find_all(nodes.FromImport) for each in node.names]
    names = {
        *(node.name for node in tree.find_all((nodes.Name, nodes.Macro))),
        *(name for each in imported for name in ([each] if isinstance(each, str) else each)),
    }
    return {each for each in names if RIDDLES & set(each.lower().split("_"))}


def test_a_template_names_what_it_shows(app: Flask):
    found = {
        name: riddles_in_template(app.jinja_env.parse(text)) for name, text in templates().items()
    }
    assert not {name: riddles for name, riddles in found.items() if riddles}


def test_the_search_for_riddles_would_find_one_in_a_template(app: Flask):
    code = """
{% from "components/changes.html" import told, row as held_row %}
{% macro said(kept_until) %}{{ _('What was said') }}{% endmacro %}
{% for each in asked %}{{ each.held_on }}{% endfor %}
{% set spoken = 1 %}{{ said_by or link(heard=1) }}
"""
    assert riddles_in_template(app.jinja_env.parse(code)) == {
        "told", "held_row", "said", "kept_until", "asked", "spoken", "said_by",
    }  # fmt: skip


def test_the_search_for_riddles_would_find_one():
    code = """
def told(kept_until, *, threshold, held_on): ...
class _Said: ...
for asked in (answer.held, is_told): ...
self.told = [row for spoken in rows]
with open(file) as heard: ...
from rows import row as held
render("page.html", kept=rows, word=word(asked=1))
"""
    assert [each.split()[1] for each in riddles_in(ast.parse(code))] == [
        "kept_until", "told", "_Said", "asked", "spoken", "told", "heard", "held", "kept",
    ]  # fmt: skip


# --- rows -----------------------------------------------------------------------------------------


def luggage_in(tree: ast.AST, fields: set[str], of_rows: set[str]) -> Iterator[str]:
    """Where a join puts a row on another under a name that is no key of a table, or where a row is
    asked by name for what it may not have."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        for each in node.keywords:
            if each.arg == "attr" and not (
                isinstance(each.value, ast.Constant) and each.value.value in fields
            ):
                yield f"{node.lineno} attr={ast.unparse(each.value)}"
        named = isinstance(node.func, ast.Name) and node.func.id == "getattr"
        if named and len(node.args) == 3 and isinstance(node.args[0], ast.Name):
            row, name, *_ = node.args
            if row.id in of_rows and isinstance(name, ast.Constant):
                yield f"{node.lineno} {ast.unparse(node)}"


KEYS = {field.name for table in TABLES for field in table._meta.refs}
ROWS = {re.sub(r"(?<!^)([A-Z])", r"_\1", table.__name__).lower() for table in TABLES}
ROWS |= {"row", "each", "existing", "found", "stored"}
"""What a row is called where it is used."""


def test_no_row_carries_another_than_those_its_own_keys_name():
    found = [
        f"{file.relative_to(PACKAGE)}:{each}"
        for file in PACKAGE.rglob("*.py")
        for each in luggage_in(ast.parse(file.read_text("utf-8")), KEYS, ROWS)
    ]
    assert not found


def test_the_search_for_such_rows_would_find_one():
    code = """
Comment.select().join(Answer, attr="published_answer")
Comment.select().join(other, attr="considered_under")
getattr(comment, "published_answer", None)
getattr(module, "published_answer", None)
"""
    assert [each.split()[0] for each in luggage_in(ast.parse(code), KEYS, ROWS)] == ["2", "4"]


# --- views, endpoints and templates ---------------------------------------------------------------

OTHER_ENDPOINTS = {"static"}
"""What Flask itself serves."""
WITHOUT_ENDPOINT = {
    "errors/error.html",
    "desk/account/recovery_codes.html",
    "desk/bulk/act.html",
    "desk/intake_files/preview.html",
    "report/awaited.html",
    "session/ended.html",
    "session/link_over.html",
}
"""Pages that answer in the place of others."""


def views(app: Flask) -> dict[str, Any]:
    """Every endpoint of the house and its function."""
    return {
        endpoint: view
        for endpoint, view in app.view_functions.items()
        if endpoint not in OTHER_ENDPOINTS
    }


def test_an_endpoint_is_the_path_of_its_function(app: Flask):
    for endpoint, view in views(app).items():
        assert endpoint == f"{view.__module__.removeprefix('webapp.views.')}.{view.__name__}"


def test_every_room_has_its_tests_beside_it():
    rooms = {
        file.relative_to(PACKAGE / "views")
        for file in (PACKAGE / "views").rglob("*.py")
        if file.name != "__init__.py"
    }
    tests = {
        file.relative_to(HOUSE / "tests" / "views").with_name(file.name.removeprefix("test_"))
        for file in (HOUSE / "tests" / "views").rglob("test_*.py")
    }
    assert not sorted(map(str, rooms - tests))


def test_every_address_of_the_desk_says_which_roles_it_is_open_to(app: Flask):
    with app.app_context():
        silent = [each for each in views(app) if each.startswith("desk.") and not roles_of(each)]
    assert not silent


def templates() -> dict[str, str]:
    """Every template by its path, and its text."""
    files = [file for file in TEMPLATES.rglob("*") if file.is_file()]
    return {file.relative_to(TEMPLATES).as_posix(): file.read_text("utf-8") for file in files}


def is_base(name: str) -> bool:
    """Whether others extend it."""
    return Path(name).name == "base.html" or name.endswith("_base.html")


def is_fragment(name: str) -> bool:
    """Whether it is a piece of a page."""
    return Path(name).name.startswith("_")


def mentioned() -> set[str]:
    """Every template that another one, or a view, names."""
    rooms = (PACKAGE / "views", PACKAGE / "mailing")
    code = [file.read_text("utf-8") for room in rooms for file in room.rglob("*.py")]
    sources = [*templates().values(), *code]
    return {name for text in sources for name in re.findall(r'"([\w/]+\.(?:html|xml|txt))"', text)}


def test_every_page_belongs_to_the_endpoint_whose_path_it_has(app: Flask):
    pages = {
        name
        for name in templates()
        if not is_base(name)
        and not is_fragment(name)
        and not name.startswith(("components/", "mail/"))
    }
    homeless = {
        name for name in pages if name.rpartition(".")[0].replace("/", ".") not in views(app)
    }
    assert homeless == WITHOUT_ENDPOINT & homeless


def test_no_template_is_left_over_and_none_is_missing():
    known = set(templates())
    named = mentioned()
    assert not sorted(known - named)
    assert not sorted(named - known)


def test_a_fragment_says_what_it_needs_and_has_a_root_with_an_id():
    for name, text in templates().items():
        if is_fragment(name):
            assert text.startswith("{# Needs"), name
            root = re.search(r"<[a-z]\w*[^>]*>", re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL))
            assert root, name
            assert re.search(r"\bid=\"", root[0]), f"{name}: {root[0]}"


def test_fragments_extend_nothing_and_components_hold_macros_only():
    for name, text in templates().items():
        if is_fragment(name):
            assert "{% extends" not in text, name
        if name.startswith("components/"):
            outside = re.sub(r"\{% macro .*?\{%-? endmacro -?%\}", "", text, flags=re.DOTALL)
            outside = re.sub(r"\{#.*?#\}|\{%-? (from|import) .*?%\}", "", outside, flags=re.DOTALL)
            assert not outside.strip(), f"{name}: {outside.strip()[:80]}"


# --- who writes -----------------------------------------------------------------------------------

WRITERS = ("workflow",)
"""The rooms in which anything is written."""
ELSEWHERE = {"storage"}
"""The database's own handle, its migrations, and copies of the whole file."""
ON_TABLES = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "delete_by_id",
    "get_or_create",
    "insert",
    "insert_from",
    "insert_many",
    "replace",
    "replace_many",
    "set_by_id",
    "update",
}
ON_ROWS = {"save", "delete_instance"}


def writes_in(file: Path) -> Iterator[str]:
    """Where a module alters a table or a row."""
    tables = {table.__name__ for table in TABLES} | {"catalogue", "table"}
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, owner = node.func.attr, node.func.value
        of_table = isinstance(owner, ast.Name) and owner.id in tables
        if (name in ON_TABLES and of_table) or (name in ON_ROWS and not node.args):
            yield f"{file.relative_to(PACKAGE)}:{node.lineno} {ast.unparse(node.func)}"


def test_only_the_workflow_writes():
    found = [
        write
        for file in PACKAGE.rglob("*.py")
        if file.relative_to(PACKAGE).parts[0] not in (*WRITERS, *ELSEWHERE)
        for write in writes_in(file)
    ]
    assert not found


def test_the_search_for_writes_would_find_one():
    found = [write for file in (PACKAGE / "workflow").glob("*.py") for write in writes_in(file)]
    assert len(found) > 50


# --- models and migrations ------------------------------------------------------------------------


def shape(database: Database) -> dict[str, Any]:
    """Columns and keys of every table, as the database has them."""
    return {
        table._meta.table_name: (
            sorted(
                (column.name, column.data_type, column.null, column.primary_key)
                for column in database.get_columns(table._meta.table_name)
            ),
            sorted(
                (key.column, key.dest_table, key.dest_column)
                for key in database.get_foreign_keys(table._meta.table_name)
            ),
        )
        for table in TABLES
    }


OF_THE_SEARCH = re.compile("search_index(_.*)?|search_entry_words")
"""What only one of the engines has: the tables of SQLite's FTS5, the GIN index of PostgreSQL."""


def test_migrations_make_exactly_the_tables_of_the_models(database: Database):
    found = diff_models(database, TABLES)
    left_over = [each for each in found.drop_indexes if not OF_THE_SEARCH.fullmatch(each.name)]
    assert not found._replace(drop_indexes=left_over)
    migrated = shape(database)
    database.drop_tables(TABLES, cascade=not is_sqlite())
    database.create_tables(TABLES)
    assert migrated == shape(database)


def test_every_table_that_the_migrations_make_has_a_model(database: Database):
    known = {table._meta.table_name for table in TABLES}
    made = {name for name in database.get_tables() if not OF_THE_SEARCH.fullmatch(name)}
    assert not {name for name in made if "migration" not in name} - known
