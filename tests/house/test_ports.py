"""The impure has one place each: the clock, chance, commits, and writes."""

import ast

import pytest

from tests.house.tree import Module, modules

CLOCK = (
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "localtime",
)
CHANCE = ("random", "secrets", "uuid")
WRITES = ("add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "flush", "begin_nested")
CORE = ("insert", "update", "delete", "text")
BEYOND = ("merge", "add_all", "exec_driver_sql")
FORMS_AND_REQUESTS = ("g", "request", "form", "app", "session", "self")


def places(found: list[tuple[Module, int]]) -> list[str]:
    return [f"{module}:{line}" for module, line in found]


def in_web(module: Module) -> bool:
    return module.name.startswith("app.web")


def test_only_the_clock_reads_the_clock():
    found = [
        (module, line)
        for module in modules()
        if module.name != "app.clock"
        for call, line in module.calls()
        if call in CLOCK or any(call.endswith(f".{name}") for name in CLOCK)
    ]

    assert not places(found)


def test_the_clock_is_read_there():
    """The search above does find a clock where there is one."""
    (clock,) = [module for module in modules() if module.name == "app.clock"]

    assert [call for call, _ in clock.calls()].count("datetime.now") == 2


def test_only_the_mint_imports_chance():
    found = {
        module.name for module in modules() for name, _ in module.imports() if name.partition(".")[0] in CHANCE
    } | {module.name for module in modules() for call, _ in module.calls() if call in ("os.urandom", "urandom")}

    assert found == {"app.mint"}


def test_only_the_database_commits():
    found = {
        module.name
        for module in modules()
        for call, _ in module.calls()
        if call.rpartition(".")[2] in ("commit", "rollback", "begin")
    }

    assert found == {"app.store.database"}


def test_operations_take_sessions_and_never_open_one():
    found = {
        module.name
        for module in modules()
        if module.name.startswith("app.operations")
        for call, _ in module.calls()
        if call.rpartition(".")[2] in ("writing", "reading", "connect", "Session")
    }

    assert not found


@pytest.mark.parametrize("module", [module for module in modules() if in_web(module)], ids=str)
def test_the_web_writes_only_through_operations(module: Module):
    wrong = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            target, _, method = ast.unparse(node.func).rpartition(".")
            if target in ("db", "session") and method in WRITES and module.name != "app.web.manager.guard":
                wrong.append(f"{module}:{node.lineno} calls {target}.{method}")
            if not target and method == "setattr":
                wrong.append(f"{module}:{node.lineno} sets an attribute by name")
        if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy":
            wrong += [f"{module}:{node.lineno} imports {a.name}" for a in node.names if a.name in CORE]
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            wrong += [f"{module}:{node.lineno} changes {ast.unparse(t)}" for t in targets if changes_a_row(t)]

    assert not wrong, "\n".join(wrong)


def changes_a_row(target: ast.expr) -> bool:
    """Whether an assignment's target is an attribute of something other than a form or the request."""
    return isinstance(target, ast.Attribute) and ast.unparse(target).partition(".")[0] not in FORMS_AND_REQUESTS


def test_the_stores_writing_functions_are_for_operations_but_the_throttles():
    """Views count attempts by `throttles.hit`, in one place; nothing else of the store that writes is theirs."""
    tables = [module for module in modules() if module.name.startswith("app.store.")]
    tables = [module for module in tables if module.name not in ("app.store.database", "app.store.schema")]
    writing = {f"{module.name.rpartition('.')[2]}.{name}" for module in tables for name in writers(module)}
    used = {
        (module.name, call) for module in modules() if in_web(module) for call, _ in module.calls() if call in writing
    }

    assert {"throttles.hit", "throttles.sweep", "beats.write", "deliveries.claim", "base.put"} <= writing
    assert used == {("app.web.room", "throttles.hit")}


def writers(module: Module) -> set[str]:
    """The names of a module that stand for a statement that writes, or use one that does."""
    bodies = {}
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef):
            bodies[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            bodies |= {ast.unparse(target): node for target in targets}
    found: set[str] = set()
    while True:
        more = {name for name, body in bodies.items() if mentioned(body) & ({*CORE[:3], *BEYOND} | found)}
        if more == found:
            return found
        found = more


def mentioned(body: ast.AST) -> set[str]:
    names = {node.id for node in ast.walk(body) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(body) if isinstance(node, ast.Attribute)}
