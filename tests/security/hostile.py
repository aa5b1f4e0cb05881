"""What clients send that no screen would: values, ids, domains, fields. The same every time, in another order."""

HUGE = 10**30
LONG = "x" * 300_000

VALUES = [
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    HUGE,
    10**5000,
    1.5,
    float("nan"),
    float("inf"),
    "",
    "abc",
    "\0",
    "a\0b",
    "\ud800",
    "' OR 1=1 --",
    "{{ 9**9**9 }}",
    "{% autoescape false %}",
    "2026-13-45",
    "0001-01-01",
    "9" * 190_000,
    LONG,
    [],
    [[]],
    [[[]]],
    [None],
    ["abc"],
    [[0, 0, None]],
    [[6, 0, ["x"]]],
    [[9, 9, 9]],
    [4],
    {},
    {"id": 1},
    {"nothing": {"of": ["ours"]}},
    {"match": "all", "rules": [{"attribute": "customer.city", "operator": "is", "value": "\0"}]},
    {"match": "all", "rules": [{"attribute": "customer.name", "operator": "is", "value": "9" * 190_000}]},
    {"match": "all", "rules": [{"attribute": "invoice.amount", "operator": ">", "value": 10**4000}]},
    {"match": ["all"], "rules": {}},
]

# What may stand in the place of ids. `EXISTING` becomes ids of records that exist.
EXISTING = object()
IDS = [
    [],
    EXISTING,
    [0],
    [-1],
    [2**31],
    [2**63],
    [HUGE],
    ["abc"],
    [[1, 2]],
    [{}],
    [None],
    [True],
    [1.5],
    "abc",
    {"a": 1},
    [999_999_999],
    [1, "a"],
]

DOMAINS = [
    None,
    "abc",
    [["id", "=", HUGE]],
    [["id", "in", [HUGE]]],
    [["id", "=", "abc"]],
    [["nothing", "=", 1]],
    [["id", "nothing", 1]],
    [["id"]],
    ["&"],
    [[]],
    [["create_uid.nothing", "=", 1]],
    [["id", "any", [["nothing", "=", 1]]]],
    [["id", "=", {}]],
    [["display_name", "ilike", "\0"]],
    [{}],
    {"a": 1},
    5,
]


def nested(depth):
    """A rule in a rule in a rule."""
    tree = {"match": "all", "rules": []}
    for _level in range(depth):
        tree = {"match": "any", "rules": [tree]}
    return tree


TREES = [*VALUES, nested(39), nested(100), nested(5000)]
