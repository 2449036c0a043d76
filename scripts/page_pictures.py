"""Take the pictures of the dashboard and of the policy report that README.md and docs/dashboard.md show.

Run ``tenfold dashboard --no-browser`` beside it, then ``python scripts/page_pictures.py``; it needs Chromium.
``python scripts/page_pictures.py policy_report`` needs results/basic_income/report.html instead
(scripts/compare_ubi.py).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
DESKTOP, PHONE = (1280, 900), (390, 844)
UNDER_WAY = "being worked out|to come"
"""What the page says while histories are missing from its bands."""

PICTURES = {
    "dashboard_replacement": ("story=pessimistic&month=180", DESKTOP, None),
    "dashboard_assistance": ("story=optimistic&month=180", DESKTOP, None),
    "dashboard_claim": ("story=mostaque&month=180", DESKTOP, None),
    "dashboard_basic_income": (
        "story=mostaque&month=180&ubi=96:1000:gpu_tax&against=no_policies",
        DESKTOP,
        None,
    ),
    "dashboard_people": ("story=mostaque&month=180", DESKTOP, ".tf-people"),
    "dashboard_network": ("story=mostaque&month=60", DESKTOP, "#tf-mobility"),
    "dashboard_phone": ("story=pessimistic&month=180", PHONE, None),
    "dashboard_phone_assistance": ("story=optimistic&month=180", PHONE, None),
}
"""Name of the file: address, window, and what is shown (the window, or one element)."""


def take(browser: Browser, address: str, name: str) -> None:
    """Open an address, wait for its month and its bands, and take the picture."""
    query, (width, height), part = PICTURES[name]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(1_200_000)
    page.goto(f"{address}?{query}")
    month = query.split("month=")[1].split("&")[0]
    page.wait_for_selector(f".tf-views[data-month='{month}']")
    page.wait_for_function(f"!/{UNDER_WAY}/.test(document.querySelector('#tf-luck').textContent)")
    page.wait_for_timeout(1_000)
    target = page.locator(part) if part else page
    target.screenshot(path=FOLDER / f"{name}.png")
    page.close()


def take_report(browser: Browser, report: Path) -> None:
    """Take the last headline table and the first charts of a policy report."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(report.resolve().as_uri())
    table = page.locator("section[aria-labelledby=headline] > .scroll").last.bounding_box()
    charts = page.locator("section[aria-labelledby=people] > .grid").first.bounding_box()
    assert table is not None
    assert charts is not None
    top = table["y"] - 16
    clip = {"x": 0, "y": top, "width": 1280, "height": charts["y"] + charts["height"] + 16 - top}
    page.screenshot(path=FOLDER / "policy_report.png", clip=clip, full_page=True)
    page.close()


def main() -> None:
    """Take every picture, or those named on the command line."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name in sys.argv[1:] or [*PICTURES, "policy_report"]:
            if name == "policy_report":
                take_report(browser, Path("results/basic_income/report.html"))
            else:
                take(browser, "http://127.0.0.1:8765/", name)
        browser.close()


if __name__ == "__main__":
    main()
