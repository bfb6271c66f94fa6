"""Distances: known ones, and what holds for any two places."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.instance.schema.transport import Mode
from planner.network.distance import distance, great_circle, nearest
from planner.network.network import Site

ROAD = Mode(mode="road", detour_factor=1.25, emissions=0.1)
SHIP = Mode(mode="ship", distance="sea", detour_factor=1.0, emissions=0.01)


def place(latitude: float, longitude: float, name: str = "") -> Site:
    return Site(name, "", "", "", latitude, longitude, "", "")


LONDON, PARIS = place(51.5074, -0.1278), place(48.8566, 2.3522)
ROTTERDAM, GOTHENBURG = place(51.95, 4.14), place(57.69, 11.85)
SINGAPORE, BUSAN = place(1.26, 103.82), place(35.1, 129.04)
IMMINGHAM, GUNSAN = place(53.63, -0.19), place(35.97, 126.6)

places = st.builds(place, st.floats(-85, 85), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        (place(0, 0), place(0, 1), 111.3195),  # a degree of the equator: 40,075.017 km / 360
        (place(0, 0), place(90, 0), 10001.966),  # a quarter of the meridian
        (place(0, 179.5), place(0, -179.5), 111.3195),  # across the date line
        (LONDON, PARIS, 343.9),
    ],
)
def test_the_geodesic_has_its_known_length(start, end, km):
    assert great_circle(start, end) == pytest.approx(km, rel=1e-4)


@settings(deadline=None)
@given(start=places, end=places, other=places)
def test_the_way_back_is_as_long_and_a_detour_is_no_shorter(start, end, other):
    way = great_circle(start, end)
    assert way == pytest.approx(great_circle(end, start), abs=1e-6)
    assert way <= great_circle(start, other) + great_circle(other, end) + 1e-6
    assert distance(start, end, ROAD) == pytest.approx(1.25 * way)


@pytest.mark.parametrize(
    ("start", "end"),
    [(ROTTERDAM, GOTHENBURG), (SINGAPORE, BUSAN), (IMMINGHAM, GUNSAN), (ROTTERDAM, SINGAPORE)],
)
def test_a_way_by_sea_is_longer_than_the_great_circle_and_as_long_back(start, end):
    way = distance(start, end, SHIP)
    assert way > great_circle(start, end)
    assert way == pytest.approx(distance(end, start, SHIP))


def test_a_ship_to_asia_goes_through_suez():
    """Rotterdam to Singapore is about 8,300 nautical miles through the canal, 11,800 around."""
    assert distance(ROTTERDAM, SINGAPORE, SHIP) == pytest.approx(8300 * 1.852, rel=0.03)


def test_a_detour_factor_lengthens_a_way_by_sea_as_well():
    longer = SHIP.model_copy(update={"detour_factor": 1.1})
    assert distance(ROTTERDAM, GOTHENBURG, longer) == pytest.approx(
        1.1 * distance(ROTTERDAM, GOTHENBURG, SHIP)
    )


def test_the_nearest_come_first_within_the_radius_and_ties_by_name():
    sites = {"b": place(1, 0), "a": place(-1, 0), "near": place(0, 0.5), "far": place(5, 0)}
    assert nearest(place(0, 0), sites, radius=None) == ["near", "a", "b", "far"]
    assert nearest(place(0, 0), sites, radius=100) == ["near"]
