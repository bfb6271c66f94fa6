"""The report of a race: when a gap was reached, and what cannot be true."""

from dataclasses import replace

import pytest

from tests.benchmarks.report import HIGHS, OUT_OF_MEMORY, PLANNER, Heard, Run, errors, medians

GOOD = Run(
    case="cap41",
    group="cap41",
    method=PLANNER,
    gap_asked=0.01,
    known=(1000.0, 1000.0),
    status="optimal",
    to_matrix=0.1,
    to_plan=4.0,
    heard=(
        Heard(1.0, None, -900.0, 0),
        Heard(2.0, -1100.0, -990.0, 1),
        Heard(4.0, -1005.0, -999.0, 3),
    ),
    computed=-1005.0,
    peak=0.5,
)


def ending(value: float, bound: float) -> Run:
    """The good run with another end."""
    return replace(GOOD, heard=(*GOOD.heard[:1], Heard(4.0, value, bound, 3)), computed=value)


def test_a_good_run_has_no_errors_and_says_when_it_reached_each_gap():
    assert errors([GOOD]) == []
    assert GOOD.first_plan == 2.0
    assert GOOD.reached(0.11) == 2.0  # (1100 - 990) / 1100 = 10 %
    assert GOOD.reached(0.01) == 4.0
    assert GOOD.reached(0.001) == float("inf")


@pytest.mark.parametrize(
    ("run", "what"),
    [
        (ending(-995.0, -990.0), "less than the least known"),
        (ending(-1009.0, -1001.0), "one costs 1000"),
        (replace(ending(-1020.0, -1000.0), known=None), "with a gap of"),
        (replace(ending(-1011.0, -1000.0), gap_asked=0.0109), "and the gap asked for"),
        (replace(GOOD, missed=0.01), "misses a row"),
        (replace(GOOD, computed=-1006.0), "is worth -1006"),
        (replace(GOOD, computed=None), "is worth None"),
        (replace(GOOD, heard=(Heard(3.0, -1001.0, -900.0, 1), *GOOD.heard)), "claimed a plan"),
        (replace(GOOD, status="infeasible"), "infeasible"),
        (replace(GOOD, status=OUT_OF_MEMORY), "out of memory"),
        (replace(GOOD, status="failed with 1: ValueError"), "ValueError"),
    ],
)
def test_what_cannot_be_true_is_an_error(run, what):
    found = errors([run])
    assert len(found) == 1
    assert what in found[0]


def test_a_bound_must_allow_the_plans_of_the_others_at_every_moment():
    unknown = replace(GOOD, known=None)
    wrong = replace(
        unknown,
        method=HIGHS,
        heard=(Heard(1.0, None, -1006.0, 0), Heard(2.0, -1010.0, -1000.0, 1)),
        computed=-1010.0,
    )
    [found] = errors([unknown, wrong])
    assert "HiGHS: bound -1006.0 but there is a plan of -1005.0" in found
    assert errors([unknown, replace(wrong, case="cap42")]) == []


def test_that_the_comparison_runs_out_of_memory_is_no_error():
    short = Run("cap41", "cap41", HIGHS, 0.01, None, OUT_OF_MEMORY)
    assert errors([short, GOOD]) == []


def test_a_run_that_broke_off_counts_as_the_worst_in_the_medians():
    broken = replace(GOOD, to_plan=None, heard=(), status=OUT_OF_MEMORY)
    slow = replace(GOOD, to_plan=6.0)
    assert medians([GOOD]) == []
    [told] = medians([GOOD, slow, broken])
    assert told.split()[:6] == ["median", "of", "3:", "cap41", "planner", "-"]
    assert "6.00" in told.split()
    [told] = medians([GOOD, broken, broken])
    assert "4.00" not in told.split()
