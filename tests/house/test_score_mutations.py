"""The cases of scores notice when scoring or ranking is changed in the least.

Every comparison, sum, number, truth value and choice of `score.py` and `rank.py` is
turned in memory, one at a time; nine in ten of the changed modules must score or rank
some case otherwise than was computed by hand.
"""

import ast
import copy
import sys
from pathlib import Path
from types import ModuleType

import pytest

from gongshi.assessment import rank, score
from tests.cases.scoring import differences, load_cases

CASES = load_cases()
TURNED = {
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def variants(node):
    """List the least changes of one node of a syntax tree."""
    if isinstance(node, ast.Compare):
        return [_with(node, ops=[TURNED[type(node.ops[0])](), *node.ops[1:]])]
    if isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in TURNED:
        return [_with(node, op=TURNED[type(node.op)]())]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return [_with(node, value=node.value + 1), _with(node, value=node.value - 1)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        swapped = {"min": "max", "max": "min", "all": "any", "any": "all"}
        if node.func.id in swapped:
            return [_with(node, func=ast.Name(swapped[node.func.id], ast.Load()))]
    return []


def _with(node, **changed):
    twin = copy.deepcopy(node)
    for key, value in changed.items():
        setattr(twin, key, value)
    return ast.copy_location(twin, node)


class _Replace(ast.NodeTransformer):
    """Puts one node in the place of another; state: which, and what instead."""

    def __init__(self, at, variant):
        self.at, self.variant, self.seen = at, variant, -1

    def visit(self, node):
        if isinstance(node, ast.AnnAssign | ast.arguments | ast.FunctionDef):
            # Annotations are not run; what they say changes nothing.
            node = _without_annotations(node)
        self.seen += 1
        if self.seen == self.at:
            return variants(node)[self.variant]
        return self.generic_visit(node)


def _without_annotations(node):
    if isinstance(node, ast.FunctionDef):
        node.returns = None
    if isinstance(node, ast.arguments):
        for each in node.args:
            each.annotation = None
    if isinstance(node, ast.AnnAssign):
        node.annotation = ast.Name("object", ast.Load())
    return node


class _Count(_Replace):
    """Lists the places and numbers of variants, in the order of visiting."""

    def __init__(self):
        super().__init__(-2, 0)
        self.found = []

    def generic_visit(self, node):
        many = len(variants(node))
        self.found += [(self.seen, number) for number in range(many)]
        return super().generic_visit(node)


def _tree(module):
    return ast.parse(Path(module.__file__).read_text(encoding="utf-8"))


def mutants(module):
    """Go through every changed twin of a module, with the line that differs."""
    counting = _Count()
    counting.visit(_tree(module))
    for at, variant in counting.found:
        tree = _Replace(at, variant).visit(_tree(module))
        ast.fix_missing_locations(tree)
        twin = ModuleType(f"{module.__name__}_changed")
        sys.modules[twin.__name__] = twin
        exec(compile(tree, "changed", "exec"), twin.__dict__)
        yield ast.unparse(tree), twin


def is_noticed(**changed):
    try:
        return any(differences(case, **changed) for case in CASES)
    except Exception:
        # A change that breaks the run is noticed as well.
        return True


@pytest.mark.parametrize("module", [score, rank], ids=["score", "rank"])
def test_nine_in_ten_changes_are_noticed(module):
    name = module.__name__.rpartition(".")[2]
    plain = ast.unparse(_Replace(-2, 0).visit(_tree(module)))
    survivors, many = [], 0
    for text, twin in mutants(module):
        many += 1
        if not is_noticed(**{name: getattr(twin, name)}):
            pairs = zip(plain.splitlines(), text.splitlines(), strict=False)
            survivors += [pair for pair in pairs if pair[0] != pair[1]]

    assert many > 20
    assert len(survivors) <= many // 10, survivors
