"""Places: the map, and sites that do not lie where they are said to."""

import time

import pytest
from shapely.geometry import Point

from planner.instance.instance import InstanceError
from planner.instance.places import countries, where_is
from tests.tiny import instance_of, tiny_tables


def problem_at(latitude: float, longitude: float, country: str = "GB") -> str:
    tables = tiny_tables()
    tables["countries"] += [{"country": "NL", "name": "Netherlands"}]
    tables["sites"][0] |= {"latitude": latitude, "longitude": longitude, "country": country}
    with pytest.raises(InstanceError) as error:
        instance_of(tables)
    (problem,) = error.value.problems
    assert (problem.table, problem.row) == ("sites", 2)
    return str(problem)


def test_the_map() -> None:
    world = countries()
    assert list(world.columns) == ["geometry", "iso2", "name"]
    assert world.crs == "EPSG:4326"
    assert len(world) > 230
    assert world.geometry.is_valid.all()
    codes = world.iso2[world.iso2 != ""]
    assert codes.is_unique
    assert codes.str.fullmatch("[A-Z]{2}").all()
    russia = world[world.iso2 == "RU"].geometry.iloc[0]
    assert not russia.covers(Point(10, 70))  # no band across the map at 180 degrees


@pytest.mark.parametrize(
    ("latitude", "longitude", "country"),
    [(51.5, -0.1, "GB"), (48.9, 2.4, "FR"), (52.5, 13.4, "DE"), (67.0, -179.0, "RU"),
     (-17.8, 178.0, "FJ"), (37.5, 127.0, "KR"), (42.6, 21.1, "XK")],
)  # fmt: skip
def test_where_a_point_lies(latitude: float, longitude: float, country: str) -> None:
    assert str(where_is(longitude, latitude)) == f"in {country}"


def test_a_site_in_the_sea_or_elsewhere() -> None:
    assert "lies in the sea, 70 km from the coast of GB" in problem_at(55.0, 0.0)
    assert "lies in FR, not in GB" in problem_at(48.9, 2.4)
    assert "lies in GB, not in NL" in problem_at(53.8, -1.55, "NL")
    assert "lies in the sea, far from every coast" in problem_at(-50, -120)


def test_common_mistakes_are_guessed() -> None:
    assert "latitude and longitude are swapped" in problem_at(-1.55, 53.8)
    assert "the longitude has the wrong sign" in problem_at(53.8, 1.55)
    assert "0, 0 often stands for unknown" in problem_at(0, 0)


@pytest.mark.parametrize(
    ("port", "latitude", "longitude", "country"),
    [("Felixstowe", 51.96, 1.31, "GB"), ("Rotterdam", 51.95, 4.05, "NL"),
     ("Antwerp", 51.27, 4.34, "BE"), ("Teesport", 54.61, -1.16, "GB"),
     ("Southampton", 50.9, -1.43, "GB"), ("Holyhead", 53.31, -4.63, "GB"),
     ("Ulsan", 35.5, 129.39, "KR"), ("Shanghai", 31.35, 121.58, "CN")],
)  # fmt: skip
def test_ports_count_as_land(port: str, latitude: float, longitude: float, country: str) -> None:
    place = where_is(longitude, latitude)
    assert place.country == country
    assert place.distance <= 12, port


def test_it_is_quick() -> None:
    tables = tiny_tables()
    tables["sites"] += [
        {"site": f"s{n}", "role": "port", "country": "GB", "latitude": 52 + n / 200, "longitude": n}
        for n in range(-90, 180)
    ]
    start = time.perf_counter()
    with pytest.raises(InstanceError):
        instance_of(tables)
    assert time.perf_counter() - start < 1.5
