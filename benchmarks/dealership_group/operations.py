"""Operations over the rules of ``rules.py``: what one writes by hand are the same set operations over their SQL."""

from dataclasses import dataclass

from .case import Case
from .rules import build_cases


@dataclass(frozen=True)
class Operation(Case):
    """Set operation over cases, in their order."""

    operation: str = ""
    operands: tuple[Case, ...] = ()


def build_operations(ids):
    """Return the operations; ``ids`` maps the names of brands to their ids."""
    cases = {case.name[:2]: case for case in build_cases(ids)}
    return [
        _operate("16 union of two narrow ones", "union", cases["03"], cases["06"]),
        _operate("17 difference of two wide ones", "difference", cases["02"], cases["05"]),
        _operate("18 intersection", "intersection", cases["05"], cases["08"]),
    ]


def _operate(name, operation, first, second):
    parts = f"SELECT id FROM ({first.sql}) AS one", f"SELECT id FROM ({second.sql}) AS two"
    sql = {
        "union": "{} UNION {}",
        "difference": "{} WHERE NOT EXISTS ({} WHERE two.id = one.id)",
        "intersection": "{} WHERE one.id IN ({})",
    }
    return Operation(name, (), sql[operation].format(*parts), operation=operation, operands=(first, second))
