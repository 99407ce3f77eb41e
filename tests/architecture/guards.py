"""The guards of the house: each takes a source tree and returns what is wrong with it.

They are plain functions so that each can be shown to bite: `test_guards.py` runs them on the real tree, where
they must find nothing, and on small planted trees, where they must find the fault.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MODULE_LINES = 400
FUNCTION_LINES = 40

LONG_MODULES: dict[str, str] = {}
"""Modules allowed to be longer, each with its reason. The list may only shrink."""

LONG_FUNCTIONS: dict[str, str] = {}
"""Functions allowed to be longer (path:name), each with its reason. The list may only shrink."""

FORBIDDEN_FILES = {
    "utils.py",
    "helpers.py",
    "services.py",
    "managers.py",
    "signals.py",
    "misc.py",
    "common.py",
}

CORE = ("rules", "policies", "foundation", "domain", "reporting")

UNPREDICTABLE: dict[str, str] = {
    "datetime.now": "the business clock",
    "datetime.today": "the business clock",
    "datetime.utcnow": "the business clock",
    "date.today": "the business clock",
    "time.time": "the business clock",
    "timezone.now": "the business clock",
    "timezone.localdate": "the business clock",
    "uuid.uuid4": "a key given by the caller",
    "uuid4": "a key given by the caller",
    "clock.now": "the moment passed in as now=",
    "clock.today": "the day passed in",
    "time.monotonic": "the business clock",
    "os.urandom": "a value given by the caller",
    "get_random_string": "a value given by the caller",
}
UNPREDICTABLE_MODULES = {
    "random",
    "secrets",
    "socket",
    "subprocess",
    "requests",
    "httpx",
    "aiohttp",
    "smtplib",
    "ftplib",
    "urllib.request",
    "http.client",
}

UNPREDICTABLE_ALLOWED: dict[str, str] = {
    "foundation/clock.py": "it is the clock",
    "foundation/audit/operations.py": "an entry also keeps the wall clock's moment, which nobody may set",
    "foundation/accounts/operations/_credentials.py": "one-time passwords are made by chance and nothing else is",
}
"""Files of the core that may read the wall clock or throw dice, each with its reason. The list may only shrink."""

WRITE_METHODS = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
"""Methods that write records when called on a model, a manager or a queryset."""

WRITE_ANYTHING = {"insert_all"}
"""Functions of our own that write whatever they are given (`foundation/bulk_insert.py`)."""

RECORD_METHODS = {"save", "delete"}
"""Methods that write one record: a record's own take keywords at most, while a file's take where to write to."""

WRITES_ALLOWED: dict[str, str] = {
    "foundation/audit/models.py": "an entry refuses every change in the same method that lets it be appended",
}
"""Modules besides operations that may write, each with its reason. The list may only shrink."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where, and the rule it breaks."""

    path: str
    line: int
    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.what}"


def modules(root: Path) -> Iterator[tuple[str, ast.Module, str]]:
    """Yield every module below `root` as its path, its tree and its text, migrations left out."""
    for path in sorted(root.rglob("*.py")):
        if "migrations" in path.parts or "vendor" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        yield path.relative_to(root).as_posix(), ast.parse(text), text


def over_budget(root: Path) -> list[Finding]:
    """Find modules and functions longer than the house allows."""
    found = []
    for path, tree, text in modules(root):
        lines = text.count("\n")
        if lines > MODULE_LINES and path not in LONG_MODULES:
            found.append(Finding(path, 1, "module-lines", f"{lines} > {MODULE_LINES}"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES and f"{path}:{node.name}" not in LONG_FUNCTIONS:
                    what = f"{node.name} has {length} > {FUNCTION_LINES} lines"
                    found.append(Finding(path, node.lineno, "function-lines", what))
    return found


def names_that_say_nothing(root: Path) -> list[Finding]:
    """Find files whose name attracts everything because it says nothing."""
    return [
        Finding(path, 1, "file-name", Path(path).name)
        for path, _, _ in modules(root)
        if Path(path).name in FORBIDDEN_FILES
    ]


def unpredictable_core(root: Path) -> list[Finding]:
    """Find clocks, networks and chance in the core, where every input must be passed in."""
    return [
        Finding(path, node.lineno, "unpredictable", what)
        for path, tree, _ in modules(root)
        if path.split("/")[0] in CORE and path not in UNPREDICTABLE_ALLOWED
        for node in ast.walk(tree)
        if isinstance(node, ast.Call | ast.Import | ast.ImportFrom)
        for what in _chances(node)
    ]


def _chances(node: ast.Call | ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield what is unpredictable about a call or an import."""
    if isinstance(node, ast.Call):
        name = _dotted(node.func)
        for call, instead in UNPREDICTABLE.items():
            if name == call or name.endswith(f".{call}"):
                yield f"{name}: use {instead}"
    for module in _imported(node):
        if any(f"{module}.".startswith(f"{known}.") for known in UNPREDICTABLE_MODULES):
            yield f"imports {module}"


def writes_outside_operations(root: Path) -> list[Finding]:
    """Find writes to records anywhere but in modules called `operations`.

    `save()` and `delete()` without a place to write to are writes of a record, whatever it is called. Of the other
    methods, a receiver that is plainly no model (a hash, a dictionary) is told by its look: only calls on `.objects`
    or on a queryset chain count.
    """
    found = []
    for path, tree, _ in modules(root):
        if _is_operations(path) or path in WRITES_ALLOWED:
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            method = node.func.attr
            surely = method in WRITE_ANYTHING or (method in RECORD_METHODS and not node.args)
            if surely or (method in WRITE_METHODS and _looks_like_records(node.func.value)):
                found.append(Finding(path, node.lineno, "write", ast.unparse(node.func)))
    return found


def operations_without_audit(root: Path, exempt: dict[str, str]) -> list[Finding]:
    """Find public operations that take no `by` and `now` by keyword, or from which no audit entry is reached."""
    found = []
    for path, tree, _ in modules(root):
        if not _is_operations(path) or path in exempt:
            continue
        functions = _functions(tree)
        reachable = {**_imported_functions(root, tree), **functions}
        for name, node in functions.items():
            if name.startswith("_") or f"{path}:{name}" in exempt:
                continue
            keywords = {argument.arg for argument in node.args.kwonlyargs}
            if not {"by", "now"} <= keywords:
                found.append(Finding(path, node.lineno, "by-and-now", name))
            if not _reaches_audit(name, reachable, set()):
                found.append(Finding(path, node.lineno, "audit", name))
    return found


def _functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _imported_functions(root: Path, tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """Return the functions that a module takes by name from other modules of the house, under the names it uses."""
    found: dict[str, ast.FunctionDef] = {}
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("tidu."):
            continue
        file = (root / Path(*str(node.module).split(".")[1:])).with_suffix(".py")
        if file.is_file():
            theirs = _functions(ast.parse(file.read_text(encoding="utf-8")))
            wanted = {alias.name: alias.asname or alias.name for alias in node.names}
            found |= {wanted.get(name, name): function for name, function in theirs.items()}
    return found


def _is_operations(path: str) -> bool:
    """Tell whether a module is an `operations` module or lies in an `operations` package."""
    parts = path.split("/")
    return parts[-1] == "operations.py" or "operations" in parts[:-1]


def _reaches_audit(name: str, functions: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    """Tell whether a function, or one it calls by name, writes the audit or calls an operation."""
    if name in seen:
        return False
    seen.add(name)
    for node in ast.walk(functions[name]):
        if not isinstance(node, ast.Call):
            continue
        called = _dotted(node.func)
        if called.startswith(("audit.", "audit_operations.")) or ".audit." in called:
            return True
        if called in functions and _reaches_audit(called, functions, seen):
            return True
    return False


def _looks_like_records(node: ast.expr) -> bool:
    """Tell whether an expression is a model, a manager, a queryset chain or a record by its look."""
    text = ast.unparse(node)
    if ".objects" in text or "queryset" in text.lower() or "_set" in text:
        return True
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return called and node.func.attr in {"filter", "exclude", "all", "known_at", "in_force"}


def _dotted(node: ast.expr) -> str:
    """Return the dotted name of a call's function, or an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return f"{inner}.{node.attr}" if inner else node.attr
    return ""


def _imported(node: ast.AST) -> list[str]:
    """Return the modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        return [node.module]
    return []
