"""The report as a reader sees it: in Chromium, without a network, at a desk, on a telephone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from tests.unit.report.answering import small_answer, small_answer_without_zone
from tests.unit.report.breaking_samples import breaking_answer, breaking_dispute
from tests.unit.report.playing import playing_answer, playing_dispute
from tests.unit.report.samples import small_dispute

from grandbargain.report import render

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESK = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
EVIL = "</title></style></svg><script>document.title='taken'</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the pages that the tests open, once."""
    dispute = small_dispute()
    hostile = replace(
        small_dispute(EVIL),
        actors=tuple(replace(actor, title=EVIL) for actor in dispute.actors),
        issues=tuple(
            replace(
                issue,
                title=EVIL,
                options=tuple(replace(option, title=EVIL) for option in issue.options),
            )
            for issue in dispute.issues
        ),
    )
    answer = small_answer(dispute).to_dict()
    texts = {
        "full": render(dispute, {"bargain": answer}),
        "closed": render(dispute, {"bargain": small_answer_without_zone(dispute).to_dict()}),
        "hostile": render(hostile, {"bargain": answer}),
        "play": render(playing_dispute(), {"dynamics": playing_answer().to_dict()}),
        "breaking": render(
            breaking_dispute(playing_dispute()), {"robustness": breaking_answer().to_dict()}
        ),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


class Visit:
    """A page opened without a network, with everything that it asked for or complained of."""

    def __init__(self, browser: Browser, path: Path, size: dict[str, int]) -> None:
        self.context = browser.new_context(viewport=size, offline=True)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(path.as_uri())
        self.page.wait_for_load_state("networkidle")

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("name", ["full", "closed", "hostile", "play", "breaking"])
def test_the_page_asks_for_nothing_and_complains_of_nothing(
    chromium: Browser, pages: dict[str, Path], name: str
) -> None:
    with Visit(chromium, pages[name], DESK) as visit:
        assert visit.requests == [pages[name].as_uri()]
        assert visit.complaints == []
        assert visit.page.locator("h1").count() == 1


@pytest.mark.parametrize("size", [DESK, TELEPHONE], ids=["desk", "telephone"])
@pytest.mark.parametrize("name", ["full", "closed", "hostile", "play", "breaking"])
def test_nothing_but_tables_and_charts_scrolls_sideways(
    chromium: Browser, pages: dict[str, Path], name: str, size: dict[str, int]
) -> None:
    with Visit(chromium, pages[name], size) as visit:
        visit.page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"]


@pytest.mark.parametrize("size", [DESK, TELEPHONE], ids=["desk", "telephone"])
@pytest.mark.parametrize("name", ["full", "closed", "play", "breaking"])
def test_the_checker_of_accessibility_finds_nothing_serious(
    chromium: Browser, pages: dict[str, Path], name: str, size: dict[str, int]
) -> None:
    with Visit(chromium, pages[name], size) as visit:
        visit.page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        found = Axe().run(visit.page).response
        assert len(found["passes"]) > 20
        serious = [
            (item["id"], [node["html"][:200] for node in item["nodes"]][:3])
            for item in found["violations"]
            if item["impact"] in {"serious", "critical"}
        ]
        assert serious == []


def test_hostile_titles_are_shown_as_text(chromium: Browser, pages: dict[str, Path]) -> None:
    with Visit(chromium, pages["hostile"], DESK) as visit:
        assert visit.page.locator("h1").inner_text() == EVIL
        assert visit.page.title().startswith("</title>")
        assert visit.page.locator("script, img").count() == 0
        drawn = visit.page.locator("svg text").all_text_contents()
        assert any(text.startswith("</title></style>") for text in drawn)


def test_the_keyboard_reaches_the_bottom_line_and_every_wide_table(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    with Visit(chromium, pages["full"], TELEPHONE) as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.textContent") == (
            "Skip to the bottom line"
        )
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**#bottom-line")
        wide = visit.page.locator(".scroll")
        assert wide.count() > 10
        assert visit.page.locator(".scroll:not([tabindex='0'])").count() == 0


def test_paper_shows_the_folded_tables(chromium: Browser, pages: dict[str, Path]) -> None:
    with Visit(chromium, pages["full"], DESK) as visit:
        folded = visit.page.locator("details table").first
        assert not folded.is_visible()
        visit.page.emulate_media(media="print")
        assert folded.is_visible()
        assert visit.page.pdf(format="A4").startswith(b"%PDF")


def test_a_telephone_shows_that_a_table_goes_on(chromium: Browser, pages: dict[str, Path]) -> None:
    with Visit(chromium, pages["full"], TELEPHONE) as visit:
        table = visit.page.locator("#packages .scroll:has(> table.wide)").first
        assert table.evaluate("one => one.scrollWidth > one.clientWidth")
        hint = table.locator("xpath=preceding-sibling::p[1]")
        assert hint.is_visible()
        assert hint.inner_text() == "Scroll the table sideways →"
        assert "gradient" in table.evaluate("one => getComputedStyle(one).backgroundImage")
        assert table.get_attribute("tabindex") == "0"
        assert "scrolls sideways" in str(table.get_attribute("aria-label"))
        assert visit.page.locator("#who-gains .drawing").get_attribute("tabindex") == "0"
    with Visit(chromium, pages["full"], DESK) as visit:
        assert not visit.page.locator(".hint").first.is_visible()
