"""The page of a comparison, opened in a browser without a network: all maps move together."""

import html
import json
import re
import shutil

import pytest

from planner.reporting.comparison.page import write_page
from planner.solution.comparison import compare, read_runs
from tests.finished_runs import write_run
from tests.tiny import tiny_tables

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = "<script>alert(1)</script>"


def hostile(tables):
    """Names that would run if they were taken for HTML."""
    return json.loads(json.dumps(tables).replace('"Leeds"', json.dumps(HOSTILE)))


def less(tables):
    tables["supply"][0]["amount"] = 450
    return tables


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    reports = tmp_path_factory.mktemp("reports")
    more = write_run(reports / "more & <b>", "more", hostile(tiny_tables()))
    return compare(
        read_runs([more, write_run(reports / "less", "less", hostile(less(tiny_tables())))])
    )


@pytest.fixture(scope="module")
def file(comparison, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "compare.html"
    write_page(comparison, path)
    return path


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"no browser to open the page with: looked for {', '.join(BROWSERS)}")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, file):
    """The opened page, with what it asked for, said and alerted."""
    opened = browser.new_page(viewport={"width": 1400, "height": 1000})
    opened.asked, opened.said = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.on("dialog", lambda dialog: (opened.said.append(dialog.message), dialog.dismiss()))
    opened.goto(file.as_uri())
    opened.wait_for_selector("body[data-ready]", timeout=10_000)
    yield opened
    opened.close()


def move_to(page, period):
    page.locator("#period").focus()
    page.keyboard.press("Home")
    for _ in range(period):
        page.keyboard.press("ArrowRight")


def maps(page):
    return page.locator("#maps .map")


def site(page, run, name):
    return maps(page).nth(run).locator(f".site[data-site={json.dumps(name)}]")


def flows(page, run):
    return maps(page).nth(run).locator("path.flow")


def width(page, run, name):
    return site(page, run, name).locator("svg").bounding_box()["width"]


def extent(page, run):
    """Where a site of no plant lies within its map."""
    box, there = maps(page).nth(run).bounding_box(), site(page, run, "Coventry").bounding_box()
    return there["x"] - box["x"], there["y"] - box["y"]


def test_file_names_no_other_place(file):
    words = file.read_text(encoding="utf-8")
    policy = html.unescape(re.search(r'Policy" content="([^"]*)"', words)[1])
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("unsafe") == 1  # styles only
    tags = re.sub(r"(<script[^>]*>).*?</script>", r"\1", words, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", tags)
    assert "Redistribution and use in source and binary forms" in words  # the licence of Leaflet
    assert HOSTILE not in words


def test_page_fetches_nothing_and_has_no_complaint(page, file):
    move_to(page, 1)
    page.locator("#changes").click()
    site(page, 1, "Hull").click()
    site(page, 0, HOSTILE).click()
    assert page.locator("#panel h2").inner_text() == HOSTILE
    assert page.asked == [file.as_uri()]
    assert page.said == []


def test_headline_stands_on_top(page, comparison):
    words = page.locator(".headline-table").inner_text()
    worth = [abs(run.result["objective"]) for run in comparison.runs]
    for expected in (
        "more & <b>", "certain: worth less", "the reference",
        f"{worth[0]:.2f} M EUR", f"{worth[1]:.2f} M EUR",
    ):  # fmt: skip
        assert expected in words


def test_every_run_has_a_map_of_the_same_extent(page):
    assert maps(page).count() == 2
    assert extent(page, 0) == pytest.approx(extent(page, 1), abs=0.6)


def test_moving_one_map_moves_all(page):
    before = extent(page, 0)
    maps(page).nth(1).locator(".leaflet-control-zoom-in").click()
    page.wait_for_timeout(200)
    assert extent(page, 0) != pytest.approx(before, abs=5)
    assert extent(page, 0) == pytest.approx(extent(page, 1), abs=1.5)
    box = maps(page).nth(0).bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] - 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + box["height"] - 130, steps=5)
    page.mouse.up()
    page.wait_for_timeout(200)
    assert extent(page, 0) == pytest.approx(extent(page, 1), abs=1.5)  # whole pixels


def test_period_changes_all_maps_and_tables(page):
    move_to(page, 0)
    assert page.locator("#now").inner_text() == "2030"
    assert page.locator(".of-period:visible h2").inner_text() == "2030"
    move_to(page, 1)
    assert page.locator("#now").inner_text() == "2031"
    assert page.locator(".of-period:visible").count() == 1
    assert page.locator(".of-period:visible h2").inner_text() == "2031"
    assert "1,000 t a year" not in page.locator(".moved").nth(1).inner_text()


def test_sizes_and_widths_are_on_one_scale(page):
    """1,000 t of capacity against 500: twice the area. As much CAM flows in both runs."""
    assert width(page, 0, "Sheffield") == pytest.approx(30, abs=0.6)
    assert width(page, 1, "Sheffield") == pytest.approx(30 / 2**0.5, abs=0.6)
    assert width(page, 0, "Hull") == pytest.approx(width(page, 1, "Hull"), abs=0.1)
    shapes = [
        set(flows(page, run).evaluate_all("paths => paths.map(path => path.getAttribute('d'))"))
        for run in (0, 1)
    ]
    assert shapes[0] & shapes[1]  # the same tonnes have the same arrow
    assert shapes[0] - shapes[1]


def test_sites_that_differ_are_ringed(page):
    label = site(page, 1, "Sheffield").get_attribute("aria-label")
    assert label == "Sheffield, shredder, built by the plan, differs from the reference"
    assert site(page, 1, "Sheffield").locator("circle").count() == 1
    assert site(page, 1, "Hull").locator("circle").count() == 0
    assert site(page, 0, "Sheffield").locator("circle").count() == 0


def test_changes_show_more_and_less(page):
    before = flows(page, 0).count()
    page.locator("#changes").click()
    assert page.locator("#changes").get_attribute("aria-pressed") == "true"
    fills = set(
        flows(page, 1).evaluate_all("paths => paths.map(path => path.getAttribute('fill'))")
    )
    assert fills == {"#17517e", "#c4622d"}
    assert flows(page, 0).count() == before
    assert "more than in A" in page.locator("#legend").inner_text()
    page.locator("#flows").click()
    fills = set(
        flows(page, 1).evaluate_all("paths => paths.map(path => path.getAttribute('fill'))")
    )
    assert "#c4622d" not in fills


def test_group_is_switched_off_in_all_maps(page):
    everything = [flows(page, run).count() for run in (0, 1)]
    page.locator("#groups button", has_text="packs").first.click()
    assert [flows(page, run).count() for run in (0, 1)] == [count - 1 for count in everything]


def test_click_shows_the_site_in_every_run(page):
    move_to(page, 1)
    site(page, 1, "Sheffield").click()
    words = page.locator("#panel").inner_text()
    assert "Sheffield shredder, capacity\t1,000\t500\t\N{MINUS SIGN}500" in words
    assert "packs in\t1,000\t450\t\N{MINUS SIGN}550" in words
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_tables_hold_values_and_differences(page):
    words = page.locator("section.page").last.inner_text()
    minus = "\N{MINUS SIGN}"
    assert f"packs\t1,000\t450\t{minus}550" in words
    assert re.search(rf"building\tonce\t{minus}1\.50\t{minus}1\.00\t\+0\.50", words)
    assert "Sheffield shredder\tshredder\tsmaller\t2030 on\t2030 on\t1,000\t500" in words
    assert "supply\t1\t\N{EN DASH}\t\N{EN DASH}" in words


def test_page_fits_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_runs_with_one_period_and_nothing_in_common_but_that(tmp_path, browser):
    tables = tiny_tables()
    tables["periods"] = tables["periods"][:1]
    folders = [write_run(tmp_path / name, name, tables) for name in ("a", "b")]
    path = tmp_path / "compare.html"
    write_page(compare(read_runs(folders)), path)
    opened = browser.new_page()
    opened.goto(path.as_uri())
    opened.wait_for_selector("body[data-ready]", timeout=10_000)
    assert opened.locator("#period").is_disabled()
    assert "The tables of all runs are the same." in opened.locator("body").inner_text()
    opened.close()
