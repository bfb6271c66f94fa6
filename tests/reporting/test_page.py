"""The page of a plan, opened in a browser without a network."""

import html
import json
import re
import shutil

import pytest

from planner.network.build import build_network
from planner.plan import solve_network
from planner.reporting.maps.page import embedded, write_page
from tests.tiny import instance_of, table, tiny_tables

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = "<script>alert(1)</script>"
TITLE = "Tiny </title></script><img src=x onerror=alert(2)> & {{ network }}"


def hostile_plan():
    """The tiny network with names that would run if they were taken for HTML."""
    tables = json.loads(json.dumps(tiny_tables()).replace('"Leeds"', json.dumps(HOSTILE)))
    tables["settings"][0]["value"] = TITLE
    tables["demand"] = table(
        "site product year amount price",
        ("Coventry", "CAM", 2030, 100, 20000),
        ("Coventry", "CAM", 2031, 200, 20000),
        ("Immingham", "black mass", None, None, 1500),
    )
    return solve_network(build_network(instance_of(tables)))


@pytest.fixture(scope="module")
def plan():
    return hostile_plan()


@pytest.fixture(scope="module")
def file(plan, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "plan.html"
    write_page(plan, path, baseline=plan, facts={"version": "1.2.3", HOSTILE: HOSTILE})
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
    opened = browser.new_page(viewport={"width": 1400, "height": 900})
    opened.asked, opened.said = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.on("dialog", lambda dialog: (opened.said.append(dialog.message), dialog.dismiss()))
    opened.goto(file.as_uri())
    opened.wait_for_selector("body[data-ready]", timeout=10_000)
    yield opened
    opened.close()


def site(page, name):
    return page.locator(f".site[data-site={json.dumps(name)}]")


def move_to(page, period):
    page.locator("#period").focus()
    page.keyboard.press("Home")
    for _ in range(period):
        page.keyboard.press("ArrowRight")


def flows(page):
    outlines = "paths => paths.map(path => path.getAttribute('d'))"
    return page.eval_on_selector_all("path.flow", outlines)


def test_file_names_no_other_place(file):
    words = file.read_text(encoding="utf-8")
    policy = html.unescape(re.search(r'Policy" content="([^"]*)"', words)[1])
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("unsafe") == 1  # styles only
    tags = re.sub(r"(<script[^>]*>).*?</script>", r"\1", words, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", tags)
    assert "sourceMappingURL" not in words
    assert "Redistribution and use in source and binary forms" in words  # the licence of Leaflet
    assert file.stat().st_size < 1_500_000


def test_names_are_text_in_the_file(file):
    words = file.read_text(encoding="utf-8")
    assert HOSTILE not in words
    assert "<img src=x" not in words
    assert "&lt;script&gt;alert(1)" in words


def test_data_cannot_end_its_script():
    names = ["</script>", "<!--", "a & b", "\u2028"]
    assert not set("<>&\u2028") & set(embedded(names))
    assert json.loads(embedded(names)) == names


def test_page_fetches_nothing_and_has_no_complaint(page, file):
    move_to(page, 1)
    page.mouse.wheel(0, -300)
    site(page, "Hull").click()
    assert page.asked == [file.as_uri()]
    assert page.said == []


def test_every_site_has_a_marker(page, plan):
    assert page.locator(".site").count() == len(plan.network.sites)
    label = site(page, "Sheffield").get_attribute("aria-label")
    assert label == "Sheffield, shredder, built by the plan"


def test_summary_stands_on_top(page, plan):
    head = page.locator("header").inner_text()
    assert TITLE in head
    assert f"{abs(plan.result.objective):,.1f} M" in head
    for words in ("Bound", "Gap", "proven", "Against the baseline"):
        assert words in head
    assert "net present value" in page.locator("footer").inner_text()


def test_slider_changes_the_flows(page):
    move_to(page, 0)
    first = flows(page)
    move_to(page, 1)
    assert page.locator("#now").inner_text() == "2031"
    assert page.locator("#period").get_attribute("aria-valuetext") == "2031"
    second = flows(page)
    assert len(first) > 3
    assert len(second) > 3
    assert first != second


def test_play_runs_to_the_last_period(page):
    move_to(page, 0)
    page.locator("#play").click()
    assert page.locator("#play").get_attribute("aria-pressed") == "true"
    page.locator("#now").filter(has_text="2031").wait_for(timeout=4000)


def test_group_is_switched_off_and_on(page):
    everything = flows(page)
    switch = page.get_by_role("button", name="black mass", exact=True)
    switch.click()
    assert switch.get_attribute("aria-pressed") == "false"
    assert len(flows(page)) < len(everything)
    switch.click()
    assert len(flows(page)) == len(everything)


def test_click_shows_the_site(page):
    move_to(page, 1)
    site(page, "Sheffield").click()
    words = page.locator("#panel").inner_text()
    for expected in (
        "Sheffield shredder", "built by the plan", "built 2030, 1,000 t/year, EUR 1.5 million",
        "Throughput\t1,000 t/year", "Utilisation\t100%", "Comes in, 1,000 t a year", HOSTILE,
        "Goes out, 500 t a year", "Hull", "landfill", "Incomes and costs",
    ):  # fmt: skip
        assert expected in words
    page.keyboard.press("Escape")
    assert "Figures of the period" in page.locator("#panel").inner_text()


def test_hostile_name_is_only_a_name(page):
    site(page, HOSTILE).hover()
    site(page, HOSTILE).click()
    assert page.locator("#panel h2").inner_text() == HOSTILE
    assert "Supply, collected a year" in page.locator("#panel").inner_text()
    assert page.locator("#panel script, #panel img, header img").count() == 0
    assert page.said == []


def test_keyboard_reaches_sites(page):
    site(page, "Hull").focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Hull"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.site") == "Hull"


def test_page_fits_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    site(page, "Hull").click()
    panel = page.locator("#panel").bounding_box()
    assert panel["width"] == 390
    assert panel["y"] + panel["height"] == pytest.approx(800)
