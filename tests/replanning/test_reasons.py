"""What drives a change is found by solving again; what was not looked into is said to be so."""

from planner.instance.schema.plants import Plant
from planner.plan import NoPlan
from planner.replanning.changes import PlantChange
from planner.replanning.differences import Group
from planner.replanning.reasons import MOST_GROUPS, Again, reasons_for
from planner.replanning.tables import TOGETHER_IN_PART, driven_by
from planner.solution.solution import Result
from tests.replanning.year import case

MOVED = PlantChange("Sheffield shredder", "moved", "moved to Goole")


def result(worth: float) -> Result:
    return Result("optimal", worth, worth, 0.0, 0.0, 0.0, 0, 0, 0, 0, 0, False, "highs", "small")


def group(number: int, table: str = "actuals") -> Group:
    return Group(table, f"plant {number}", (), (), "opened", frozenset({f"opened | {number}"}))


def reasons(groups, changes_without):
    """changes_without: what is taken back -> the changes then, or an error."""

    def plan_again(instance, gone, seconds):
        found = changes_without([one.subject for one in gone])
        if isinstance(found, Exception):
            raise found
        return Again(result(1.0), found)

    return reasons_for(case(), groups, result(2.0), (MOVED,), plan_again)


def test_a_part_that_cannot_be_taken_back_alone_may_still_be_the_one():
    """Without either all is as before only together, and of one of them it is not known."""

    def without(gone):
        if gone == ["plant 1"]:
            return NoPlan("too much must be collected")
        return () if len(gone) == 2 else (MOVED,)

    found = reasons([group(0), group(1)], without)
    assert found.together == (MOVED,)
    assert driven_by(MOVED, found) == TOGETHER_IN_PART


def test_parts_of_a_table_that_could_not_be_told_are_listed():
    groups = [group(number) for number in range(MOST_GROUPS + 1)]
    others = [group(number, Plant.table) for number in (20, 21)]

    def without(gone):
        if gone == ["plant 20"]:
            return NoPlan("too much must be collected")
        return () if {"plant 20", "plant 21"} & set(gone) else (MOVED,)

    found = reasons([*groups, *others], without)
    notes = {driver.group: driver.note for driver in found.drivers if driver.note}
    assert notes == {"plants, plant 20: opened": "without it: too much must be collected"}


def test_of_too_many_subjects_it_is_said_that_none_was_looked_into():
    groups = [group(number) for number in range(MOST_GROUPS + 1)]
    found = reasons(groups, lambda gone: ())
    [driver] = found.drivers
    assert driver.drives == (MOVED,)
    assert driver.note == "13 subjects are too many to be looked into one by one"


def test_one_subject_has_all_the_time_and_of_two_a_share_is_kept_for_both_together():
    given = []

    def plan_again(instance, gone, seconds):
        given.append(seconds)
        return Again(result(1.0), (MOVED,))

    for count in (1, 2):
        groups = [group(number) for number in range(count)]
        reasons_for(case(), groups, result(2.0), (MOVED,), plan_again, 6e6)
    assert [round(seconds / 1e6, 2) for seconds in given] == [6, 2, 3, 6]
