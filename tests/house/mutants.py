"""Changes a module by the least, one place at a time, while it stays in memory.

Inside the functions of a module every comparison, `and`/`or`, `not`, sum, whole number
and truth value is replaced by its neighbour (`<` by `<=`, 7 by 6 and 8, …), and every
condition is turned round. A mutant is put in place by giving the living functions its code, so that whoever imported them by
name runs it too.
"""

import ast
import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

_NEIGHBOURS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.Mod: ast.FloorDiv,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A module with one change."""

    module: ModuleType
    #: Line and change, like `30: LtE → Lt`.
    name: str
    code: CodeType


def mutants(module: ModuleType) -> Iterator[Mutant]:
    """Make every mutant of a module, in the order of its lines."""
    tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    places = [node for body in _bodies(tree) for node in ast.walk(body)]
    for place in places:
        for change, put, undo in _changes(place):
            put()
            code = compile(ast.fix_missing_locations(copy.deepcopy(tree)),
                           module.__file__, "exec")  # fmt: skip
            undo()
            yield Mutant(module, f"{module.__name__}:{change}", code)


@contextmanager
def in_place(mutant: Mutant):
    """Let the module's living functions run the mutant's code meanwhile."""
    scratch = ModuleType(mutant.module.__name__)
    scratch.__dict__.update(mutant.module.__dict__)
    exec(mutant.code, scratch.__dict__)  # our own source
    living, changed = _functions(mutant.module), _functions(scratch)
    kept = {name: function.__code__ for name, function in living.items()}
    for name, function in living.items():
        function.__code__ = changed[name].__code__
    try:
        yield
    finally:
        for name, function in living.items():
            function.__code__ = kept[name]


def _bodies(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            texts = (ast.Expr, ast.Assert)
            yield from (each for each in node.body if not isinstance(each, texts))


def _changes(node):
    """List the changes of one node: what, how to make it, how to undo it."""
    line = getattr(node, "lineno", 0)
    for field, value in ast.iter_fields(node):
        values = value if isinstance(value, list) else [value]
        for n, each in enumerate(values):
            turned = field == "test" or (field == "ifs" and isinstance(each, ast.expr))
            for new in [*_neighbours(each), *([_turned(each)] if turned else [])]:
                name = f"{line}: {_shown(each)} → {_shown(new)}"
                yield name, *_swap(node, field, n, each, new)


def _neighbours(each):
    if type(each) in _NEIGHBOURS:
        yield _NEIGHBOURS[type(each)]()
    elif isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not):
        yield each.operand
    elif isinstance(each, ast.Constant) and isinstance(each.value, bool):
        yield ast.Constant(value=not each.value)
    elif isinstance(each, ast.Constant) and isinstance(each.value, int):
        yield from (ast.Constant(value=each.value + step) for step in (-1, 1))


def _turned(condition):
    return ast.UnaryOp(op=ast.Not(), operand=condition)


def _swap(node, field, n, old, new):
    def place(value):
        if isinstance(getattr(node, field), list):
            getattr(node, field)[n] = value
        else:
            setattr(node, field, value)

    return (lambda: place(new)), (lambda: place(old))


def _shown(node):
    if isinstance(node, ast.expr):
        return ast.unparse(node)
    return type(node).__name__


def _functions(module):
    """Find a module's own functions and methods by their qualified names."""
    found = {}
    for value in vars(module).values():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        members = vars(value).values() if isinstance(value, type) else [value]
        for member in members:
            function = member.fget if isinstance(member, property) else member
            if isinstance(function, FunctionType) and not _is_made(function):
                found[function.__qualname__] = function
    return found


def _is_made(function):
    # A dataclass makes methods of its own, whose code is in no file.
    return function.__code__.co_filename == "<string>"
