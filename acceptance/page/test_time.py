"""Time moves by the buttons, and jobs, the clock and the words beside it show what came of it."""

import datetime as dt

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from acceptance.page.conftest import Visits, serving
from acceptance.page.scene import Scene


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _clock_after(scene: Scene, **distance: float) -> str:
    moment = dt.datetime.fromisoformat(scene.state()["now"].replace("Z", "+00:00")) + dt.timedelta(**distance)
    return moment.strftime("%H:%M:%S")


@pytest.mark.parametrize(
    ("button", "distance"),
    [
        ("+1 s", {"seconds": 1}),
        ("+10 s", {"seconds": 10}),
        ("+1 min", {"minutes": 1}),
        ("+1 h", {"hours": 1}),
        ("+1 day", {"days": 1}),
    ],
)
def test_a_button_moves_time(visits: Visits, scene: Scene, button: str, distance: dict[str, float]) -> None:
    page = visits.open()
    then = _clock_after(scene, **distance)
    _press(page, button)
    expect(page.get_by_role("status")).to_have_text(f"{button}: nothing changed.")
    expect(page.locator("#time")).to_have_text(then)
    expect(page.locator("#frozen")).to_have_text("frozen")


def test_a_job_completes_with_its_requests_and_its_output(visits: Visits, scene: Scene) -> None:
    scene.enroll([scene.speaker("anna"), scene.speaker("ben"), scene.speaker("clara")])
    page = visits.open()
    job = page.locator(".job")
    expect(job.get_by_role("button", name="nightly, SUBMITTED, details")).to_be_visible()

    _press(page, "+10 s")

    button = job.get_by_role("button", name="nightly, COMPLETED, 3 of 3 requests, details")
    expect(button).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("+10 s: nightly: SUBMITTED → COMPLETED; speaker")
    assert "changed" in (job.get_attribute("class") or "")
    assert (job.locator("path.ticks").get_attribute("d") or "").count("M") == 3
    button.click()
    expect(job.get_by_role("list", name="Requests that are done").locator("li")).to_have_count(3)
    expect(job.get_by_label("Output file of nightly")).to_contain_text('"EnrollmentStatus": "NEW_ENROLLMENT"')


def test_a_failing_request_stands_out_with_its_message(visits: Visits, scene: Scene) -> None:
    scene.enroll([scene.speaker("anna"), scene.ghost(), scene.speaker("ben")])
    page = visits.open()
    _press(page, "+10 s")
    job = page.locator(".job")
    expect(job.get_by_role("button", name="COMPLETED_WITH_ERRORS, 3 of 3 requests, 1 failed")).to_be_visible()
    expect(job.locator(".failures")).to_contain_text("enroll-ghost: 400 The audio file can't be read.")

    job.locator(".error circle").hover()

    expect(page.get_by_role("tooltip")).to_contain_text("enroll-ghost: 400 The audio file can't be read.")
    page.locator("#time").hover()
    expect(page.get_by_role("tooltip")).to_be_hidden()
    job.get_by_role("button").click()
    expect(job.locator(".legend li")).to_have_text(["2 NEW_ENROLLMENT", "1 error 400"])


def test_a_failed_job_says_why(visits: Visits, scene: Scene) -> None:
    scene.control("faults/fail-next-job", message="The service is down.")
    scene.enroll([scene.speaker("anna")])
    page = visits.open()
    _press(page, "+10 s")
    expect(page.get_by_role("button", name="nightly, FAILED, details")).to_be_visible()
    expect(page.locator(".failures")).to_have_text("500 The service is down.")
    expect(page.locator(".line .cross")).to_be_visible()


def test_the_rest_of_a_running_job_is_hatched(visits: Visits, scene: Scene) -> None:
    scene.enroll([scene.speaker(name) for name in ("anna", "ben", "clara", "dora")])
    page = visits.open()
    for _ in range(7):
        _press(page, "+1 s")
    expect(page.get_by_role("button", name="IN_PROGRESS, 2 of 4 requests")).to_be_visible()
    rest, band = page.locator(".line .rest"), page.locator(".line .band")
    # Two of four requests are done, so as much is left as is over.
    left, over = rest.bounding_box(), band.bounding_box()
    assert left is not None
    assert over is not None
    assert left["width"] == pytest.approx(over["width"], rel=0.05)
    expect(page.locator(".line .now")).to_be_visible()

    _press(page, "+10 s")

    expect(rest).to_have_count(0)


def test_next_event_stops_at_each_step(visits: Visits, scene: Scene) -> None:
    scene.enroll([scene.speaker("anna"), scene.speaker("ben")])
    page = visits.open()
    expect(page.locator("#due")).to_contain_text("next event in 5 s, at ")
    for progress in ("IN_PROGRESS, 0 of 2", "IN_PROGRESS, 1 of 2", "COMPLETED, 2 of 2"):
        _press(page, "Next event")
        expect(page.get_by_role("button", name=progress)).to_be_visible()


def test_next_event_is_disabled_if_nothing_is_scheduled(visits: Visits, scene: Scene) -> None:
    page = visits.open()
    expect(page.locator("#due")).to_have_text("nothing is scheduled")
    button = page.get_by_role("button", name="Next event")
    expect(button).to_have_attribute("aria-disabled", "true")
    before = len(visits.requested)
    button.click(force=True)
    assert visits.requested[before:] == []


def test_run_until_idle_finishes_everything(visits: Visits, scene: Scene) -> None:
    scene.enroll([scene.speaker(f"caller-{number}") for number in range(30)])
    scene.register([scene.fraudster("mallory")])
    page = visits.open()
    then = _clock_after(scene, seconds=35)
    _press(page, "Run until idle")
    expect(page.get_by_role("button", name="nightly, COMPLETED, 30 of 30 requests")).to_be_visible()
    expect(page.get_by_role("button", name="known-fraudsters, COMPLETED, 1 of 1 request")).to_be_visible()
    expect(page.locator("#time")).to_have_text(then)
    expect(page.locator("#due")).to_have_text("nothing is scheduled")


def test_requests_done_at_one_instant_stand_side_by_side(visits: Visits, scene: Scene) -> None:
    scene.control("options", timing={"per_request": 0})
    try:
        scene.enroll([scene.ghost() | {"RequestId": f"request-{number}"} for number in range(3)])
        scene.control("clock/tick", seconds=10)
    finally:
        scene.control("options", timing={"per_request": 1})
    page = visits.open()
    places = [circle.bounding_box() for circle in page.locator(".line .error circle").all()]
    assert len({place and place["x"] for place in places}) == 3


def test_clicks_in_a_row_all_count(visits: Visits, scene: Scene) -> None:
    page = visits.open()
    then = _clock_after(scene, seconds=40)
    page.get_by_role("button", name="+10 s").evaluate(
        "button => { for (let n = 0; n < 4; n++) button.click(); }"
    )
    expect(page.locator("#time")).to_have_text(then)


def test_a_refusal_is_shown_until_something_works(visits: Visits, scene: Scene) -> None:
    page = visits.open()
    refusal = {"message": "Time never goes back.", "field": "seconds"}
    page.route("**/clock/tick", lambda route: route.fulfill(status=400, json=refusal))
    _press(page, "+1 s")
    expect(page.get_by_role("alert")).to_have_text("Time never goes back.")
    visits.forgive("400 (Bad Request)")

    page.unroute("**/clock/tick")
    _press(page, "+1 s")

    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_server_that_does_not_answer_is_said(visits: Visits, scene: Scene) -> None:
    page = visits.open()
    page.route("**/mock-voiceid/**", lambda route: route.abort())
    _press(page, "Refresh")
    expect(page.get_by_role("alert")).to_have_text("The server does not answer. Is it still running?")
    visits.forgive("net::ERR_FAILED")
    page.unroute("**/mock-voiceid/**")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_frozen_time_is_not_polled_but_seen_on_focus(visits: Visits, scene: Scene) -> None:
    page = visits.new()
    page.clock.install()
    visits.go(page)
    before = len(visits.requested)
    page.clock.run_for(20_000)
    assert visits.requested[before:] == []
    scene.voiceid.create_watchlist(DomainId=scene.domain_id, Name="gang")

    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(page.locator(".box", has_text="gang")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("watchlist gang: 0 fraudsters.")


def test_time_that_runs_is_followed_until_it_is_frozen(browser: Browser) -> None:
    with serving() as url:
        visits = Visits(browser, url)
        page = visits.open()
        expect(page.locator("#frozen")).to_have_text("running")
        first = page.locator("#time").inner_text()
        expect(page.locator("#time")).not_to_have_text(first)
        Scene(url)
        # Nobody looks again: the page does by itself.
        expect(page.get_by_role("article", name="Domain contact-center")).to_be_visible()

        _press(page, "Freeze")

        expect(page.locator("#frozen")).to_have_text("frozen")
        assert requests.get(f"{url}/mock-voiceid/clock", timeout=10).json()["frozen"] is True
        visits.close()
    assert visits.problems == []
