"""Due times: five fields of cron on the clock of a place, through its changes."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from planner.replanning.cron import Cron, CronError, in_zone

YEAR = datetime(2026, 1, 1), datetime(2027, 1, 1)


def due(expression, zone, after, until):
    cron = Cron(expression, zone).checked()
    return list(cron.between(datetime.fromisoformat(after), datetime.fromisoformat(until)))


def test_a_time_left_out_in_spring_is_due_once_when_the_clock_has_skipped_past_it():
    berlin = due("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00", "2026-03-30T12:00")
    assert berlin == [datetime(2026, 3, 29, 1, 0), datetime(2026, 3, 30, 0, 30)]
    york = due("30 2 * * *", "America/New_York", "2026-03-07T12:00", "2026-03-09T12:00")
    assert york == [datetime(2026, 3, 8, 7, 0), datetime(2026, 3, 9, 6, 30)]


def test_a_time_that_comes_twice_in_autumn_is_due_once_the_first_time():
    berlin = due("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00", "2026-10-26T12:00")
    assert berlin == [datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 26, 1, 30)]
    york = due("30 1 * * *", "America/New_York", "2026-10-31T12:00", "2026-11-02T12:00")
    assert york == [datetime(2026, 11, 1, 5, 30), datetime(2026, 11, 2, 6, 30)]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia"])
@pytest.mark.parametrize("clock", ["30 2", "0 3", "30 1", "0 0", "59 23"])
def test_a_year_has_a_daily_due_time_a_day(zone, clock):
    moments = list(Cron(f"{clock} * * *", zone).between(*YEAR))
    assert len(moments) == len(set(moments)) == 365
    gaps = {later - earlier for earlier, later in pairwise(moments)}
    assert gaps <= {timedelta(minutes=m) for m in (1380, 1410, 1440, 1470, 1500)}


def test_looking_often_finds_the_same_due_times_as_looking_once():
    cron = Cron("*/20 1-3 * * *", "Europe/Berlin")
    for first in (datetime(2026, 3, 28, 20), datetime(2026, 10, 24, 20)):
        ends = first + timedelta(days=2)
        once, often, moment = list(cron.between(first, ends)), [], first
        while moment < ends:
            often += cron.between(moment, moment + timedelta(minutes=7))
            moment += timedelta(minutes=7)
        assert [m for m in often if m <= ends] == once


def test_several_times_left_out_fall_together():
    moments = due("0,15,30,45 2 * * *", "Europe/Berlin", "2026-03-28T12:00", "2026-03-29T12:00")
    assert moments == [datetime(2026, 3, 29, 1, 0)]


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("1", [0]),
        ("0", [6]),
        ("7", [6]),
        ("mon", [0]),
        ("1-5", [0, 1, 2, 3, 4]),
        ("5-7", [4, 5, 6]),
        ("fri-sun", [4, 5, 6]),
        ("*/2", [1, 3, 5, 6]),
        ("1,Wed", [0, 2]),
        ("2/2", [1, 3, 5]),
    ],
)
def test_days_of_the_week_are_those_of_cron(field, days):
    moments = Cron(f"0 6 * * {field}").between(datetime(2026, 6, 1), datetime(2026, 6, 8))
    assert sorted(moment.weekday() for moment in moments) == days


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("0 6 * *", "4 fields, not 5"),
        ("60 6 * * *", "minute '60'"),
        ("0 24 * * *", "hour '24'"),
        ("0 6 32 * *", "day of the month '32'"),
        ("0 6 * 13 *", "month '13'"),
        ("0 6 * * 8", "day of the week '8'"),
        ("0 6 * * mon-", "day of the week 'mon-'"),
        ("0 6 * * */0", "'0' is not a step"),
        ("0 6 * * 5-2", "5-2 runs backwards"),
        ("0 6 1 * 1", "both the day of the month .1. and the day of the week .1."),
        ("0 6 30 2 *", "never falls due"),
    ],
)
def test_a_field_that_cannot_be_is_named(expression, told):
    with pytest.raises(CronError, match=told):
        Cron(expression).checked()


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_named(zone):
    with pytest.raises(CronError, match=r"time zone .* is unknown"):
        Cron("0 6 * * *", zone).checked()


def test_moments_are_shown_on_the_clock_of_the_place():
    assert in_zone(datetime(2026, 7, 1, 4), "Europe/Berlin") == "2026-07-01 06:00:00 CEST"
