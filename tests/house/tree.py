"""The portal's own files, as text and as syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, kw_only=True)
class Module:
    """One Python file of ours, by its dotted name."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    def imports(self) -> Iterator[tuple[str, int]]:
        """What it imports, by dotted name, with the line; inside functions too, but not under TYPE_CHECKING."""
        for node in _running(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self}:{node.lineno}: a relative import"
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield (inner if is_ours(inner) else str(node.module)), node.lineno

    def calls(self) -> Iterator[tuple[str, int]]:
        """What it calls, as it is written ("session.commit"), with the line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno


@lru_cache
def modules() -> tuple[Module, ...]:
    """Every module of the portal: app, the settings and wsgi."""
    paths = [*sorted((ROOT / "app").rglob("*.py")), *sorted(ROOT.glob("config*.py")), ROOT / "wsgi.py"]
    return tuple(_module(path) for path in paths)


@lru_cache
def templates() -> tuple[Path, ...]:
    """Every template that becomes a page."""
    return tuple(sorted((ROOT / "templates").rglob("*.html")))


@lru_cache
def is_ours(name: str) -> bool:
    """Whether a dotted name is a module or a package of the portal."""
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text(encoding="utf-8")
    return Module(name=name, path=path, text=text, tree=ast.parse(text))


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs: what stands under TYPE_CHECKING does not."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            for other in child.orelse:
                yield from _running(other)
            continue
        yield child
        yield from _running(child)
