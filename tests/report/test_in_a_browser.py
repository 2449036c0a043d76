"""Pages with long names in a real browser: nothing of a chart is cut, missing or on top of something else.

Widths of letters differ between machines, so this is measured where a reader sees it: in Debian's Chromium,
driven by Playwright, on a wide and on a narrow screen. Skipped where these are missing, unless
TENFOLD_BROWSER is set.
"""

from __future__ import annotations

import codecs
import dataclasses
import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sim.experiments.compare.compare import Comparison
from sim.report.comparison.page import compose
from sim.report.policies.page import compose_policies

from .conftest import invented_comparison
from .policies.test_page import invent

CHROMIUM = shutil.which("chromium")
MISSING = CHROMIUM is None or importlib.util.find_spec("playwright") is None
pytestmark = pytest.mark.skipif(
    MISSING and "TENFOLD_BROWSER" not in os.environ, reason="needs chromium and playwright"
)
SIZES = ((1280, 900), (390, 844))
LONG = (
    "a_story_of_compute_that_stays_closed_and_dear_for_long",
    "a_story_of_compute_that_stays_closed_and_cheap_for_long",
    "WORLDWIDE_MAXIMUM_AUTOMATION_MMMM",
    "short",
)
"""Names that begin alike, a wide one, a short one."""
PACKAGES = ["ubi:amount=500/1000/2000,financed_by=gpu_tax/wealth_tax/deficit", "gpu_tax:tax_rate=0.5"]
FAULTS = """
() => {
  const found = [], cut = 1.5;
  for (const details of document.querySelectorAll("details")) details.open = true;
  if (document.documentElement.scrollWidth > window.innerWidth + 1) found.push("the page scrolls sideways");
  for (const chart of document.querySelectorAll("svg.chart")) {
    const title = chart.querySelector("title").textContent, edge = chart.getBoundingClientRect();
    if (edge.width < 200) found.push(`${title}: is ${edge.width} pixels wide`);
    const texts = [...chart.querySelectorAll("text")].filter((one) => one.textContent.trim());
    const boxes = texts.map((one) => one.getBoundingClientRect());
    texts.forEach((one, row) => {
      const box = boxes[row];
      const beyond = Math.max(edge.left - box.left, box.right - edge.right, edge.top - box.top,
                              box.bottom - edge.bottom);
      if (beyond > cut) found.push(`${title}: “${one.textContent}” is cut by ${beyond.toFixed(1)}`);
      for (let other = 0; other < row; other++) {
        const than = boxes[other];
        // a box holds the room of ascenders and descenders, which letters of two lines may share
        const wide = Math.min(box.right, than.right) - Math.max(box.left, than.left);
        const high = Math.min(box.bottom, than.bottom) - Math.max(box.top, than.top);
        if (wide > 2 && high > 0.3 * Math.min(box.height, than.height))
          found.push(`${title}: “${one.textContent}” lies on “${texts[other].textContent}”`);
      }
    });
  }
  return found;
}
"""


def long_comparison() -> Comparison:
    """Return a comparison whose stories have long names."""
    plain = invented_comparison(("pessimistic", "neutral", "optimistic", "mostaque"), with_households=True)
    new = dict(zip(plain.stories, LONG, strict=True))
    return dataclasses.replace(
        plain,
        stories=LONG,
        scenarios={
            new.get(name, name): one.with_({"name": new.get(name, name)})
            for name, one in plain.scenarios.items()
        },
        runs={(new.get(name, name), seed): run for (name, seed), run in plain.runs.items()},
        own_paths=plain.own_paths.with_columns(pl.col("scenario").replace(new)),
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    written = {"stories": compose(long_comparison()), "policies": compose_policies(invent(PACKAGES))}
    for name, page in written.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in written}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} pixels")
@pytest.mark.parametrize("name", ["stories", "policies"])
def test_nothing_is_cut_and_nothing_overlaps(
    pages: dict[str, Path], chromium: Any, name: str, size: tuple[int, int]
) -> None:
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(pages[name].as_uri())
    assert page.locator("svg.chart").count() > 10
    assert page.evaluate(FAULTS) == []
    page.close()


def test_every_story_and_package_has_a_label_of_its_own_on_every_chart(
    pages: dict[str, Path], chromium: Any
) -> None:
    page = chromium.new_page()
    page.goto(pages["stories"].as_uri())
    names = page.evaluate(
        """() => [...document.querySelectorAll("svg.chart")].map((chart) => [
          chart.querySelector("title").textContent,
          [...chart.querySelectorAll("text")].filter((one) => one.getAttribute("text-anchor") !== "end")
            .map((one) => [...one.querySelectorAll("tspan")].map((line) => line.textContent).join(" ")
              || one.textContent),
        ])"""
    )
    on_lines = dict(names)["Unemployment"]
    assert sum(words.startswith("A story of compute") for words in on_lines) == 2
    assert len(set(on_lines)) == len(on_lines)
    page.goto(pages["policies"].as_uri())
    packages = len(invent(PACKAGES).packages)
    bars = page.evaluate(
        """() => ["winners", "sensitivity"]
          .flatMap((kind) => [...document.querySelectorAll(`figure[id^=${kind}] svg.chart`)])
          .map((chart) => [...chart.querySelectorAll("text")].map((one) => one.textContent)
            .filter((words) => /[a-z]{2}/i.test(words)))"""
    )
    for labels in bars:
        assert len(set(labels)) == len(labels) >= packages
    page.close()


def test_a_chart_is_saved_as_picture_drawing_and_figures(
    pages: dict[str, Path], chromium: Any, tmp_path: Path
) -> None:
    page = chromium.new_page(accept_downloads=True)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(pages["stories"].as_uri())
    figure = page.locator("#figure-unemployment-rate")
    assert page.locator("figure .save").count() == page.locator("svg.chart").count()
    saved = {}
    for kind in ("PNG", "SVG", "CSV"):
        with page.expect_download() as waiting:
            figure.get_by_role("button", name=f"as {kind}").click()
        download = waiting.value
        assert download.suggested_filename == f"figure-unemployment-rate.{kind.lower()}"
        download.save_as(tmp_path / kind)
        saved[kind] = (tmp_path / kind).read_bytes()
    assert saved["PNG"].startswith(b"\x89PNG")
    assert int.from_bytes(saved["PNG"][16:20]) >= 1_200
    drawing = saved["SVG"].decode()
    assert drawing.startswith("<svg xmlns=")
    assert ">Unemployment</text>" in drawing
    figures = pl.read_csv(saved["CSV"].removeprefix(codecs.BOM_UTF8))
    assert set(figures["scenario"]) == {"baseline", *LONG}
    assert {"year", "mean", "low", "high"} <= set(figures.columns)
    assert faults == []
    page.close()


def test_on_paper_everything_is_open_and_a_phone_shows_rows_as_cards(
    pages: dict[str, Path], chromium: Any
) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(pages["policies"].as_uri())
    closed = 'document.querySelectorAll("details:not([open])").length'
    before = page.evaluate(closed)
    assert before > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(closed) == 0
    page.set_viewport_size({"width": 690, "height": 1000})  # a sheet of A4 between its margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 690
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == before
    wide = page.evaluate(
        """() => [...document.querySelectorAll("table.cards")].filter((one) => one.offsetParent)
          .map((one) => [one.scrollWidth, one.parentElement.clientWidth])"""
    )
    assert wide
    assert all(own <= room for own, room in wide)
    page.close()
