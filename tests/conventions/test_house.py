"""The house rules that no linter knows: contracts are whole, SQL stands in files, imports and paths stay at home."""

import ast
import re
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from schemas import findings
from schemas.expectations import SUITES
from schemas.fields import Field
from schemas.finding_code import FindingCode
from schemas.registry import TABLES
from schemas.tables import Table

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("flows", "schemas", "transforms")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SQL_FILES = sorted((ROOT / "transforms").rglob("*.sql"))
# The one runs .sql files, the other writes a table's contract as statements.
MAY_HOLD_SQL = {"transforms/sql.py", "transforms/publication/ddl.py"}
SQL_IN_TEXT = re.compile(
    r"\bselect\b.+?\bfrom\b|\binsert\s+into\b|\bcreate\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?table\b",
    re.IGNORECASE | re.DOTALL,
)
REGISTRIES = re.compile(r"pypi\.org|files\.pythonhosted\.org|https?://|--(?:extra-)?index-url|--find-links", re.I)

each_table = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
each_sql_file = pytest.mark.parametrize("path", SQL_FILES, ids=[path.stem for path in SQL_FILES])
each_module = pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(ROOT).as_posix() for path in MODULES])


def _inside(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _sql_of(table: Table) -> list[Path]:
    return [path for path in SQL_FILES if path.stem == table.name]


# --- published tables ---------------------------------------------------------------------------------------------


@each_table
def test_published_table_is_made_by_one_sql_file(table: Table) -> None:
    made_by = _sql_of(table)
    assert len(made_by) == 1, (
        f"{table.name}: found {[_inside(path) for path in made_by]}, expected one transforms/<stage>/{table.name}.sql"
    )
    assert table.sql == table.name, f"{table.name}: its contract names {table.sql}.sql, expected {table.name}.sql"


def test_every_published_sql_file_has_a_contract() -> None:
    made = {path.stem for path in SQL_FILES if path.stem.startswith("out_")}
    assert made <= set(TABLES), f"no contract in schemas/published.py for {sorted(made - set(TABLES))}"


@each_table
def test_published_table_is_in_the_dictionary(table: Table) -> None:
    page = ROOT / "docs" / "dictionary" / f"{table.name}.md"
    assert page.is_file(), f"{table.name}: {_inside(page)} is missing; run `make docs`"
    if table.method is not None:
        method = ROOT / "docs" / "methods" / f"{table.method}.md"
        assert method.is_file(), f"{table.name}: its contract names the method page {_inside(method)}, which is missing"


@each_table
def test_published_table_has_expectations(table: Table) -> None:
    subject = table.name.removeprefix("out_skm__")
    assert table.name in SUITES, f"{table.name}: no suite; write schemas/expectations/{subject}.py and name it there"
    module = ROOT / "schemas" / "expectations" / f"{subject}.py"
    assert module.is_file(), f"{table.name}: SUITES names it, but {_inside(module)} is missing"


def test_no_suite_is_left_over() -> None:
    assert set(SUITES) <= set(TABLES), f"suites of no published table: {sorted(set(SUITES) - set(TABLES))}"


@each_table
def test_table_and_fields_say_what_they_are(table: Table) -> None:
    bare = [name for name in ("title_id", "grain", "description") if not getattr(table, name).strip()]
    assert not bare, f"{table.name}: empty {', '.join(bare)} in schemas/published.py"
    wanting = {field.name: gaps for field in table.fields if (gaps := _gaps(field))}
    assert not wanting, f"{table.name}: fields of schemas/fields.py with an empty part: {wanting}"


def _gaps(field: Field) -> list[str]:
    return [part for part in ("title_id", "description", "unit") if not getattr(field, part).strip()]


# --- SQL files ----------------------------------------------------------------------------------------------------


@each_sql_file
def test_sql_file_begins_with_its_table_and_grain(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    start = f"-- {path.stem}: "
    assert first.startswith(start), f"{_inside(path)}, line 1: found {first!r}, expected '{start}one row per ...'"


@each_sql_file
def test_sql_file_groups_by_names(path: Path) -> None:
    found = _numbered_groups(path.read_text(encoding="utf-8"))
    assert not found, f"{_inside(path)}: found {found}; name the columns that it groups by"


def _numbered_groups(sql: str) -> list[str]:
    """The `group by` clauses that count columns (`group by 1, 2`) or leave them unsaid (`group by all`)."""
    clauses = re.findall(r"\bgroup\s+by\s+((?:\w[\w.]*)(?:\s*,\s*\w[\w.]*)*)", _without_comments(sql), re.IGNORECASE)
    return [clause for clause in clauses if re.search(r"(?:^|,)\s*(?:\d+|all)\s*(?:,|$)", clause, re.IGNORECASE)]


def test_the_finder_of_numbered_groups_finds_them() -> None:
    assert _numbered_groups("select a, count(*) from t group by 1") == ["1"]
    assert _numbered_groups("with u as (select a, b from t group by a, 2) select a from u group by ALL") == [
        "a, 2",
        "ALL",
    ]
    assert not _numbered_groups(
        "select a from t group by a, t.b2\n union all select '' as b, 1 as c from t -- group by 1"
    )


@each_sql_file
def test_sql_file_is_one_select(path: Path) -> None:
    body = _without_comments(path.read_text(encoding="utf-8")).strip().lower()
    assert ";" not in body, f"{_inside(path)}: found a semicolon, expected one statement"
    assert body.startswith(("with", "select")), f"{_inside(path)}: found {body.split()[0]!r}, expected with or select"
    assert "select" in _top_level(body), f"{_inside(path)}: found no select at the end, expected the one of the table"


@each_table
def test_published_sql_lists_the_columns_in_contract_order(table: Table) -> None:
    (path,) = _sql_of(table)
    found = _selected(path.read_text(encoding="utf-8"))
    expected = list(table.columns)
    first = next(
        (n for n, pair in enumerate(zip(found, expected, strict=False), 1) if pair[0] != pair[1]),
        min(len(found), len(expected)) + 1,
    )
    assert found == expected, (
        f"{_inside(path)}: its last select differs from schemas/published.py from column {first} on\n"
        f"  found    {found[first - 1 :]}\n  expected {expected[first - 1 :]}"
    )


def _without_comments(sql: str) -> str:
    """The statement with comments and the contents of literals taken out, so that only syntax is left."""
    return re.sub(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", lambda m: "''" if m[0][0] == "'" else "", sql, flags=re.DOTALL)


def _selected(sql: str) -> list[str]:
    """The names that the last select outside every bracket gives its columns."""
    flat = _top_level(_without_comments(sql))
    last = re.split(r"\bselect\b", flat, flags=re.IGNORECASE)[-1]
    columns = re.split(r"\bfrom\b", last, maxsplit=1, flags=re.IGNORECASE)[0]
    return [_name(column) for column in columns.split(",")]


def _top_level(sql: str) -> str:
    """The statement without anything in brackets; a comma that is left separates columns."""
    depth, kept = 0, []
    for character in sql:
        depth -= character == ")"
        if depth == 0:
            kept.append(character)
        depth += character == "("
    return "".join(kept)


def _name(column: str) -> str:
    """The alias of a column, or the last part of a bare one."""
    return re.findall(r"\*|\w+", column)[-1]


def test_the_reader_of_selects_reads_selects() -> None:
    sql = """-- t: select nothing, from nowhere
    with a as (select x, y from (select 1 as x, 2 as y)) select s.one, coalesce(f(a, b), 0)::decimal(18, 4) as two,
    case when b in (select q from r) then 'from, select' else 'k' end as three from a order by one"""
    assert _selected(sql) == ["one", "two", "three"]


# --- Python -------------------------------------------------------------------------------------------------------


@each_module
def test_no_sql_in_python(path: Path) -> None:
    if _inside(path) in MAY_HOLD_SQL:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    # The parts of an f-string stand together, so that a value between `select` and `from` hides nothing.
    whole = [
        (node.lineno, "".join(part.value if isinstance(part, ast.Constant) else "?" for part in node.values))
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
    ]
    plain = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]
    found = sorted({(line, " ".join(text.split())[:60]) for line, text in whole + plain if SQL_IN_TEXT.search(text)})
    assert not found, f"{_inside(path)}: SQL in a string, move it to a .sql file of transforms/: {found}"


def test_the_allowed_holders_of_sql_still_exist() -> None:
    gone = {name for name in MAY_HOLD_SQL if not (ROOT / name).is_file()}
    assert not gone, f"MAY_HOLD_SQL allows files that are gone: {gone}"


@each_module
def test_prefect_is_imported_in_flows_only(path: Path) -> None:
    imported = [
        (node.lineno, name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.split(".")[0] == "prefect"
    ]
    where = _inside(path)
    assert not imported or where.startswith("flows/"), f"{where}: imports Prefect at {imported}; only flows/ may"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


def test_no_module_of_flows_hides_another() -> None:
    # Prefect and `python flows/cli.py` put flows/ first on sys.path; there flows/io.py would be everybody's io.
    taken = sys.stdlib_module_names | set(PACKAGES)
    names = {path.stem if path.is_file() else path.name for path in (ROOT / "flows").iterdir()}
    assert not names & taken, f"rename in flows/: {sorted(names & taken)} hide the standard library or a package"


@pytest.mark.parametrize("package", PACKAGES)
def test_package_comes_from_this_checkout(package: str) -> None:
    found = Path(str(import_module(package).__file__)).resolve().parent
    assert found == ROOT / package, f"{package} comes from {found}, expected {ROOT / package}; run `make test`"


# --- findings -----------------------------------------------------------------------------------------------------


_FINDING_MODULES = [import_module(f"schemas.{path.stem}") for path in sorted((ROOT / "schemas").glob("findings*.py"))]


@pytest.mark.parametrize("code", findings.CODES)
def test_finding_is_documented_and_used(code: str) -> None:
    page = (ROOT / "docs" / "dictionary" / "findings.md").read_text(encoding="utf-8")
    assert f"\n## {code}: " in page, f"{code}: docs/dictionary/findings.md does not describe it; run `make docs`"
    names = {
        name for module in _FINDING_MODULES for name, value in vars(module).items() if value is findings.CODES[code]
    }
    (name,) = names
    homes = {Path(str(module.__file__)).resolve() for module in _FINDING_MODULES}
    raised = [
        _inside(path)
        for path in MODULES
        if re.search(rf"\b{name}\b", path.read_text(encoding="utf-8"))
        and (path.resolve() not in homes or f": {name}," in path.read_text(encoding="utf-8"))  # a table of codes
    ]
    assert raised, f"{code}: nothing raises {name}; a finding that no file can have must go"


def test_finding_codes_are_unique_and_listed() -> None:
    defined = {
        id(value): value
        for module in _FINDING_MODULES
        for value in vars(module).values()
        if isinstance(value, FindingCode)
    }.values()
    twice = [code for code, count in Counter(entry.code for entry in defined).items() if count > 1]
    assert not twice, f"schemas/findings.py uses a code for two findings: {twice}"
    unlisted = {entry.code for entry in defined} ^ set(findings.CODES)
    assert not unlisted, f"schemas/findings.py: defined but not in CODES, or the other way round: {sorted(unlisted)}"
    shapeless = [code for code in findings.CODES if not re.fullmatch(r"SKM-[A-Z]-\d{3}", code)]
    assert not shapeless, f"schemas/findings.py: found {shapeless}, expected codes like SKM-R-001"


# --- files under version control ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_tracked_file_names_a_path_of_this_machine(tracked: list[Path]) -> None:
    above = ROOT.parent
    if above == Path(above.anchor):
        pytest.skip("the checkout lies directly below the root of the file system")
    # Only where a path begins: the same words in the middle of a longer path say nothing.
    here = re.escape(above.as_posix().encode())
    below = re.compile(rb"(?<![\w.~-])(?:" + here + rb"|/(?:root|home/[\w-]+|Users/[\w-]+))/[\w.-]")
    found = [
        f"{_inside(path)}:{number}"
        for path in tracked
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if below.search(line)
    ]
    assert not found, f"absolute paths below the folder that holds this checkout: {', '.join(found)}"


def test_lock_names_no_registry_and_hashes_everything() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    addresses = [f"line {number}: {line.strip()}" for number, line in enumerate(lines, 1) if REGISTRIES.search(line)]
    assert not addresses, f"requirements.lock names a registry; write it again with `make lock`: {addresses}"
    pins = [n for n, line in enumerate(lines) if line and not line.startswith((" ", "#"))]
    unhashed = [lines[n] for n in pins if n + 1 >= len(lines) or "--hash=sha256:" not in lines[n] + lines[n + 1]]
    assert not unhashed, f"requirements.lock: no hash for {unhashed}"


def test_links_between_documents_lead_somewhere(tracked: list[Path]) -> None:
    pages = [path for path in tracked if path.suffix == ".md"]
    broken = [
        f"{_inside(page)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert pages
    assert not broken, f"links to files that do not exist: {broken}"


def test_no_column_is_described_twice() -> None:
    tree = ast.parse((ROOT / "schemas" / "fields.py").read_text(encoding="utf-8"))
    assigned = [
        target.id
        for node in tree.body
        for target in (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if isinstance(target, ast.Name)
    ]
    assert sorted({name for name in assigned if assigned.count(name) > 1}) == []
