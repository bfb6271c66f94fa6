"""The map on paper."""

from dataclasses import replace
from itertools import combinations

import pytest

from planner.network.build import build_network
from planner.plan import solve_network
from planner.reporting.maps import draw_map
from planner.reporting.maps.appearance import SHAPES, colours_of, shapes_of
from planner.reporting.maps.arrows import Flow, curve, line_width, side_by_side
from planner.reporting.maps.frame import frame_of
from planner.reporting.maps.labels import Label, place_labels
from planner.reporting.maps.panel import tonnage
from planner.reporting.maps.standing import site_standings
from planner.solution.solution import Solution
from tests.tiny import Rows, instance_of, table, tiny_tables

TITLE = r"Tiny $x_1$ and \frac{ _100 %"


def far_tables() -> dict[str, Rows]:
    """The tiny network with a buyer of black mass in Korea, who pays best."""
    tables = tiny_tables()
    tables["settings"][0]["value"] = TITLE
    tables["countries"] += table("country name", ("KR", "South Korea"))
    tables["sites"] += table(
        "site role country latitude longitude", ("Gunsan", "port", "KR", 35.97, 126.71)
    )
    tables["demand"] += table("site product amount price", ("Gunsan", "black mass", 200, 9000))
    return tables


def solved(tables: dict[str, Rows]) -> Solution:
    return solve_network(build_network(instance_of(tables)))


@pytest.fixture(scope="module")
def tiny() -> Solution:
    return solved(tiny_tables())


@pytest.fixture(scope="module")
def far() -> Solution:
    return solved(far_tables())


@pytest.fixture(scope="module")
def drawing(far, tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "map"
    draw_map(far, path)
    return path


def test_map_is_written_twice(drawing):
    png = drawing.with_suffix(".png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 20_000
    assert drawing.with_suffix(".svg").stat().st_size > 20_000


def test_words_of_the_map_are_text(drawing):
    words = drawing.with_suffix(".svg").read_text(encoding="utf-8")
    for expected in (
        "Tiny", "2030", "2031", "cathode plant", "built by the plan", "candidate, not built",
        "black mass", "Width and direction", "1,000 t a year", "shredder 1 kt", "Natural Earth",
        "km", "N", "Gunsan", "receives 200 t",
    ):  # fmt: skip
        assert expected in words


def test_same_plan_same_map(far, drawing, tmp_path):
    draw_map(far, tmp_path / "again")
    for suffix in (".png", ".svg"):
        again = (tmp_path / "again").with_suffix(suffix)
        assert again.read_bytes() == drawing.with_suffix(suffix).read_bytes()


def test_names_are_never_mathematics(drawing):
    assert TITLE in drawing.with_suffix(".svg").read_text(encoding="utf-8")


def test_far_sites_do_not_change_the_frame(tiny, far):
    near, wide = frame_of(tiny.network), frame_of(far.network)
    assert "Gunsan" not in wide.places
    assert (wide.west, wide.south, wide.east, wide.north) == pytest.approx(
        (near.west, near.south, near.east, near.north)
    )


def test_flows_to_far_sites_leave_where_they_start_out(far):
    frame = frame_of(far.network)
    x, y = frame.edge_towards(frame.places["Sheffield"], far.network.sites["Gunsan"])
    assert y == pytest.approx(frame.north) or x == pytest.approx(frame.east)  # north-east


def test_frame_holds_across_180_degrees(tiny):
    longitudes = 179.0, 179.5, -179.8, -179.0, 178.5, -178.0
    moved = {
        site.name: replace(site, longitude=longitude)
        for site, longitude in zip(tiny.network.sites.values(), longitudes, strict=True)
    }
    frame = frame_of(replace(tiny.network, sites=moved))
    south, west, north, east = frame.corners
    assert frame.width < 600_000
    assert east - west < 10
    assert south < 52.4 < 54.9 < north


def test_site_shows_what_stands_there(tiny):
    standings = site_standings(tiny)
    assert standings["Sheffield"] == {"2030": "built", "2031": "built"}
    assert standings["Hull"]["2030"] == "standing"
    assert standings["Leeds"]["2030"] == "none"


def test_roles_and_groups_differ(tiny):
    shapes, colours = shapes_of(tiny.network), colours_of(tiny.network)
    assert len(set(shapes.values())) == len(shapes) == 6
    assert set(shapes.values()) <= set(SHAPES)
    assert list(colours) == ["packs", "black mass", "salts", "CAM"]  # waste does not travel
    assert len(set(colours.values())) == 4


def test_widths_grow_with_the_square_root():
    assert line_width(400, 1600) == pytest.approx(line_width(1600, 1600) / 2)
    assert line_width(0.001, 1600) > 0


def test_curve_is_wide_where_it_starts():
    outline = curve((0, 0), (100, 0), width=10)
    across = [abs(outline[0] - outline[-1]).max(), abs(outline[27] - outline[28]).max()]
    assert across[0] > 3 * across[1]
    assert outline[:, 1].min() < -5  # to the right of its way


def test_groups_on_one_way_lie_side_by_side():
    flows = [Flow("a", "b", "packs", 9), Flow("a", "b", "CAM", 4), Flow("b", "a", "CAM", 4)]
    first, second, back = side_by_side(flows, [6, 4, 4])
    assert (first, back) == (0, 0)
    assert second >= 5


def test_labels_keep_clear_of_each_other():
    labels = [Label(100 + n, 100, 60, 20) for n in range(5)]
    boxes = place_labels(labels, [(95, 95, 110, 105)], (0, 0, 300, 300))
    for one, other in combinations(boxes, 2):
        beside = one[2] <= other[0] or other[2] <= one[0]
        above = one[3] <= other[1] or other[3] <= one[1]
        assert beside or above


@pytest.mark.parametrize(
    ("tonnes", "words"),
    [(0.2, "under 1 t"), (320, "320 t"), (2500, "2.5 kt"), (9000, "9 kt"), (46_275, "46 kt")],
)
def test_tonnes_as_a_map_says_them(tonnes, words):
    assert tonnage(tonnes) == words
