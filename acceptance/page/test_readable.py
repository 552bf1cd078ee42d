"""The page can be used by everybody: on a phone, in the dark, by keyboard, and with many requests."""

import re

import pytest
from playwright.sync_api import Page, expect

from acceptance.page.conftest import Visits
from acceptance.page.scene import Scene, full_scene

_CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = (color) => {
    const parts = [...rgba(color)].slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return element.parentElement && rgba(color)[3] < 200 ? ground(element.parentElement) : color;
  };
  const texts = [...document.body.querySelectorAll("*")].filter((element) =>
    element.checkVisibility() &&
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return texts.map((element) => {
    const [low, high] = [getComputedStyle(element).color, ground(element)].map(light).sort((a, b) => a - b);
    return [(high + 0.05) / (low + 0.05), element.textContent];
  });
}"""


def _open_job(page: Page) -> None:
    page.get_by_role("button", name="nightly").click()
    expect(page.get_by_label("Output file of nightly")).to_contain_text("Errors")


@pytest.mark.parametrize("width", [360, 1000])
def test_the_page_never_scrolls_sideways(visits: Visits, url: str, width: int) -> None:
    page = visits.open(width=width)
    page_width = "document.documentElement.scrollWidth"
    assert page.evaluate(page_width) == width
    full_scene(url)
    page.get_by_role("button", name="Refresh").click()
    _open_job(page)
    for summary in page.locator("summary:visible").all():
        summary.click()
    assert page.evaluate(page_width) == width


def test_on_a_phone_the_buttons_stay_within_reach(visits: Visits, url: str) -> None:
    full_scene(url)
    page = visits.open(width=360)
    page.mouse.wheel(0, 800)
    for name in ("+1 s", "Next event", "Refresh"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


def test_the_dark_is_dark_and_the_light_is_light(visits: Visits) -> None:
    colors = []
    for scheme in ("light", "dark"):
        body = visits.open(scheme=scheme).locator("body")
        style = body.evaluate(
            "body => [getComputedStyle(body).backgroundColor, getComputedStyle(body).color]"
        )
        colors.append([sum(map(int, re.findall(r"\d+", color))) for color in style])
    (light_ground, light_ink), (dark_ground, dark_ink) = colors
    assert light_ground > 600 > 200 > light_ink
    assert dark_ground < 200 < 600 < dark_ink


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(visits: Visits, url: str, scheme: str) -> None:
    full_scene(url)
    page = visits.open(scheme=scheme)
    _open_job(page)
    contrasts = page.evaluate(_CONTRASTS)
    assert len(contrasts) > 80
    assert [one for one in contrasts if one[0] < 4.5] == []


def test_a_job_opens_and_closes_by_keyboard_and_keeps_the_focus(visits: Visits, scene: Scene) -> None:
    scene.enroll([scene.speaker("anna")])
    page = visits.open()
    page.get_by_role("button", name="Refresh").focus()
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="nightly")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")

    page.keyboard.press("Enter")

    expect(button).to_have_attribute("aria-expanded", "true")
    details = page.get_by_role("region", name="Details of nightly")
    expect(details).to_contain_text("s3://recordings/nightly.json")
    scene.control("clock/tick", seconds=10)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_label("Output file of nightly")).to_contain_text("NEW_ENROLLMENT")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(details).to_be_hidden()


def test_everything_drawn_has_a_name(visits: Visits, url: str) -> None:
    full_scene(url)
    page = visits.open()
    for role in ("img", "meter", "button", "article", "region"):
        found = page.get_by_role(role).all()
        for one in found:
            expect(one).to_have_accessible_name(re.compile(r"\w"))
    expect(page.get_by_role("img", name="Time line: submitted")).to_have_count(3)


def test_a_thousand_requests_are_a_few_elements(visits: Visits, scene: Scene) -> None:
    anna = scene.speaker("anna")
    scene.enroll([anna | {"RequestId": f"request-{number}"} for number in range(1_000)])
    page = visits.open()
    page.get_by_role("button", name="Run until idle").click()
    expect(page.get_by_role("button", name="COMPLETED, 1,000 of 1,000 requests")).to_be_visible()
    assert page.locator(".line *").count() < 20
    _open_job(page)
    expect(page.get_by_role("list", name="500 of the requests").locator("li")).to_have_count(500)
    milliseconds = page.evaluate(
        """() => {
          const begun = performance.now();
          drawn = new WeakMap();
          draw({...state, now: "2027-01-01T00:00:00Z"});
          document.body.getBoundingClientRect();
          return performance.now() - begun;
        }"""
    )
    assert milliseconds < 500


def test_the_page_can_send_nothing_elsewhere(visits: Visits) -> None:
    page = visits.open()
    sent = page.evaluate("fetch('https://example.com/').then(() => true, () => false)")
    assert sent is False
    visits.forgive("Content Security Policy")
