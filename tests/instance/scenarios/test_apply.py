"""Scenarios: a chain of changes gives a checked instance of its own, or says why not."""

import pytest

from planner import with_scenario
from planner.instance.instance import Instance, InstanceError
from planner.instance.read import read_instance
from planner.instance.scenarios.apply import apply_scenario, scenario_problems
from planner.instance.schema import TABLES
from planner.instance.template import write_csv, write_workbook
from tests.instance.scenarios.cases import applied, case, cells, items, problems_of, scenarios
from tests.tiny import instance_of, tiny_instance, tiny_tables

DEAR = ("supply", "product = bought *", "price", "multiply", 2)


def chained() -> Instance:
    """c comes after b, b after a; the rows stand in another order."""
    return instance_of(
        tiny_tables()
        | {
            "scenarios": scenarios(("c", "b"), ("a", None), ("b", "a"), ("apart", None)),
            "scenario_items": [
                *items("c", ("supply", "price = 20000", "price", "add", 1)),
                *items("b", ("supply", "price = 10000", "price", "multiply", 2)),
                *items("a", DEAR, ("supply", "price = 20000", "price", "set", 9)),
            ],
        }
    )


def test_the_scenarios_it_is_based_on_come_first() -> None:
    made = apply_scenario(chained(), "c")
    assert made.chain == ("a", "b", "c")
    assert cells(made, "supply", "price") == [-50, 20001, 9]
    told = [(change.scenario, change.order, change.after) for change in made.changes]
    assert told == [("a", 1, 10000), ("a", 1, 20000), ("a", 2, 9), ("b", 1, 20000), ("c", 1, 20001)]
    assert cells(apply_scenario(chained(), "b"), "supply", "price") == [-50, 20000, 9]


def test_a_scenario_is_an_instance_of_its_own() -> None:
    """Read again from its own tables it is the same, and has no changes left to make."""
    before = instance_of(case(DEAR))
    after = with_scenario(before, "other")
    assert after.fingerprint != before.fingerprint
    assert after.name == before.name
    assert after.rows(TABLES["scenarios"]) == after.rows(TABLES["scenario_items"]) == ()
    typed = tiny_tables()
    for row, price in zip(typed["supply"], (-50, 10000, 20000), strict=True):
        row["price"] = price
    assert after.fingerprint == instance_of(typed).fingerprint
    assert before.tables["supply"] == tiny_instance().tables["supply"]  # not changed in place


def test_a_scenario_without_changes_is_the_tables_as_they_stand() -> None:
    made = apply_scenario(chained(), "apart")
    assert made.changes == ()
    assert made.instance.fingerprint == tiny_instance().fingerprint
    assert made.original == chained().fingerprint


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_scenarios_come_back_from_files(kind, tmp_path) -> None:
    write = write_csv if kind == "csv" else write_workbook
    path = tmp_path / ("case" if kind == "csv" else "case.xlsx")
    write(chained(), path)
    again = read_instance(path)
    assert again.fingerprint == chained().fingerprint
    first, second = apply_scenario(chained(), "c"), apply_scenario(again, "c")
    assert second.instance.fingerprint == first.instance.fingerprint
    assert second.changes == first.changes


def test_an_unknown_scenario_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InstanceError) as error:
        with_scenario(chained(), "appart")
    assert str(error.value) == (
        "scenarios: 'appart' is not a scenario of tiny "
        "(did you mean 'apart'? it has a, apart, b, c)"
    )
    with pytest.raises(InstanceError, match=r"'x' is not a scenario of tiny \(it has none"):
        with_scenario(tiny_instance(), "x")


def test_faults_of_the_changed_tables_name_the_row_and_the_item() -> None:
    """Each passes by itself: it is the whole that no longer fits together."""
    problems = problems_of(
        case(
            ("supply", "site = Leeds", "site", "set", "Ledes"),
            ("recipe_flows", "recipe = shred; role = output", "amount", "set", 0.6),
            ("plants", "status = existing", "plant", "set", "twin"),
        )
    )
    row = "recipe = shred; role = output; product = black mass"
    assert [str(problem) for problem in problems] == [
        f"recipe_flows, amount [t/t]: 'shred' of 'packs' creates {element} from nothing: "
        f"{before} t go in with a tonne of throughput and {after} t come out "
        f"({row}; set by scenario 'other', order 2)"
        for element, before, after in (("Li", 0.02, 0.024), ("Ni", 0.1, 0.12))
    ] + [
        "plants, plant: 'twin' row 3 has the same plant "
        "(plant = Sunderland cathode plant; set by scenario 'other', order 3)",
        "supply, site: 'Ledes' is not in the table sites (did you mean 'Leeds'?; "
        "site = Leeds; product = packs; set by scenario 'other', order 1)",
    ]


def test_faults_elsewhere_say_in_which_scenario() -> None:
    """The site is renamed, and what refers to it is not."""
    problems = problems_of(case(("sites", "site = Hull", "site", "set", "Kingston")))
    assert [str(problem) for problem in problems] == [
        "plants, site: 'Hull' is not in the table sites "
        "(it has Coventry, Immingham, Kingston, Leeds, Sheffield, Sunderland; "
        "plant = Hull refinery; in scenario 'other')"
    ]


def test_a_key_may_be_changed_with_all_that_refers_to_it() -> None:
    made = applied(
        ("sites", "site = Hull", "site", "set", "Kingston"),
        ("plants", "site = Hull", "site", "set", "Kingston"),
    )
    assert "Kingston" in cells(made, "sites", "site")


def test_every_scenario_is_tried_and_each_fault_told_once() -> None:
    tables = tiny_tables() | {
        "scenarios": scenarios(("late", "lost"), ("lost", None), ("sound", None), ("bare", None)),
        "scenario_items": [
            *items("lost", ("supply", "site = Leeds", "site", "set", "Nowhere")),
            *items("late", ("supply", "", "price", "set", 0)),
            *items("sound", DEAR),
            *items("bare", ("demand", "site = Coventry", "product", "set", "waste")),
        ],
    }
    told = [str(problem) for problem in scenario_problems(instance_of(tables))]
    assert [line for line in told if "lost" in line or "late" in line] == [
        "supply, site: 'Nowhere' is not in the table sites (it has Coventry, Hull, Immingham, "
        "Leeds, Sheffield, Sunderland; site = Leeds; product = packs; "
        "set by scenario 'lost', order 1)"
    ]
    assert any("'bare'" in line for line in told)
    assert not any("'sound'" in line for line in told)
