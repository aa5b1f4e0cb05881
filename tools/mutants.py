"""Run by ./dev mutate with cosmic-ray's Python: chooses what is changed, and prints what survived."""

import random
import re
import sys

from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

# Comparisons, guards and constants; one change of each, of the dozen that cosmic-ray knows of a comparison.
WANTED = re.compile(
    r"core/(ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Is_IsNot|IsNot_Is)"
    r"|AddNot|ReplaceUnaryOperator_Delete_Not|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ReplaceAndWithOr"
    r"|ReplaceOrWithAnd|NumberReplacer)$"
)


def choose(session, most, seed):
    with use_db(session) as database:
        items = sorted(database.pending_work_items, key=_place)
        wanted = [item for item in items if all(WANTED.match(mutation.operator_name) for mutation in item.mutations)]
        chosen = random.Random(int(seed)).sample(wanted, min(int(most), len(wanted)))
        left = {item.job_id for item in items} - {item.job_id for item in chosen}
        database.set_multiple_results(left, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))


def report(session):
    with use_db(session) as database:
        tried = [pair for pair in database.completed_work_items if pair[1].worker_outcome != WorkerOutcome.SKIPPED]
    survived = [pair for pair in tried if pair[1].test_outcome == TestOutcome.SURVIVED]
    for _item, result in sorted(survived, key=lambda pair: _place(pair[0])):
        print(result.diff)
    print(f"{len(tried) - len(survived)} of {len(tried)} changes were noticed.")
    return bool(survived)


def _place(item):
    mutation = item.mutations[0]
    return mutation.start_pos, mutation.end_pos, mutation.operator_name, mutation.occurrence


if __name__ == "__main__":
    sys.exit({"choose": choose, "report": report}[sys.argv[1]](*sys.argv[2:]))
