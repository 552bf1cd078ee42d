"""What is there is drawn: domains, speakers, watchlists, sessions, and nothing of it as HTML."""

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Dialog, expect

from acceptance.page.conftest import Visits
from acceptance.page.scene import Scene


def _in_shell(commands: str) -> None:
    """Run commands as somebody who pastes them into a shell."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    environment = {**os.environ, **keys, "AWS_DEFAULT_REGION": "us-east-1", "PATH": programs, "AWS_PAGER": ""}
    done = subprocess.run(
        ["sh", "-e", "-c", commands], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_an_empty_page_says_how_to_begin_and_that_works(visits: Visits) -> None:
    page = visits.open()
    expect(page.get_by_role("heading", name="No domain yet")).to_be_visible()
    commands = page.get_by_label("Commands that create a domain").inner_text()
    assert f"aws --endpoint-url {visits.url} voice-id create-domain" in commands

    _in_shell(commands)
    page.get_by_role("button", name="Refresh").click()

    expect(page.get_by_role("article", name="Domain callers")).to_be_visible()
    expect(page.get_by_role("heading", name="No domain yet")).to_be_hidden()


def test_a_domain_says_how_to_start_a_job_and_a_session_and_that_works(visits: Visits, scene: Scene) -> None:
    page = visits.open()
    for what in ("job", "session"):
        page.get_by_text(f"How to start a {what}").click()
    job, start = (
        page.get_by_role("region", name=f"How to start a {what}").inner_text() for what in ("job", "session")
    )
    # The fixture has made the bucket already.
    _in_shell("\n".join(line for line in job.splitlines() if " s3 mb " not in line) + "\n" + start)
    page.get_by_role("button", name="+10 s").click()

    expect(page.get_by_role("button", name="COMPLETED, 1 of 1 request")).to_be_visible()
    expect(page.get_by_role("meter", name="Speech of session first-call")).to_be_visible()


def test_a_domain_is_a_card(visits: Visits, scene: Scene) -> None:
    card = visits.open().get_by_role("article", name="Domain contact-center")
    for words in ("ACTIVE", scene.domain_id, "123456789012 in us-east-1", "encrypted with alias/aws/s3"):
        expect(card.locator(".head")).to_contain_text(words)


def test_a_suspended_domain_is_marked_and_says_no_more_how_to_begin(visits: Visits, scene: Scene) -> None:
    page = visits.open()
    card = page.get_by_role("article", name="Domain contact-center")
    expect(card.get_by_text("How to start a job")).to_be_visible()
    scene.voiceid.delete_domain(DomainId=scene.domain_id)

    page.get_by_role("button", name="Refresh").click()

    expect(card.locator(".head")).to_contain_text("SUSPENDED")
    expect(card.get_by_text("How to start a job")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("Refresh: domain contact-center: ACTIVE → SUSPENDED.")


def test_encryption_on_its_way_is_drawn_until_it_is_done(visits: Visits, scene: Scene) -> None:
    scene.voiceid.update_domain(
        DomainId=scene.domain_id,
        Name="contact-center",
        ServerSideEncryptionConfiguration={"KmsKeyId": "alias/new"},
    )
    page = visits.open()
    lock = page.locator(".lock")
    expect(lock).to_contain_text("encryption moves from alias/aws/s3 to alias/new")
    expect(lock).to_contain_text("IN_PROGRESS")

    page.get_by_role("button", name="+1 min").click()

    expect(lock).to_have_text("encrypted with alias/new")


def test_speakers_are_a_bar_by_status_and_chips(visits: Visits, scene: Scene) -> None:
    scene.enroll([scene.speaker("anna"), scene.speaker("ben")])
    scene.control("clock/tick", seconds=10)
    scene.voiceid.opt_out_speaker(DomainId=scene.domain_id, SpeakerId="emil")
    page = visits.open()
    bar = page.get_by_role("img", name="Speakers by status: 2 ENROLLED, 1 OPTED_OUT")
    enrolled, opted_out = (part.bounding_box() for part in bar.locator("span").all())
    assert enrolled is not None
    assert opted_out is not None
    assert 1.8 < enrolled["width"] / opted_out["width"] < 2.2
    expect(page.locator(".chips li")).to_have_text(["emil OPTED_OUT", "ben ENROLLED", "anna ENROLLED"])

    page.get_by_text("One by one").click()

    expect(page.get_by_role("list", name="Speakers").locator("li").first).to_contain_text("emilOPTED_OUT")


def test_fraudsters_are_in_the_boxes_of_their_watchlists(visits: Visits, scene: Scene) -> None:
    scene.register([scene.fraudster("mallory"), scene.fraudster("mallet")])
    scene.control("clock/tick", seconds=10)
    fraudsters = scene.voiceid.list_fraudsters(DomainId=scene.domain_id)["FraudsterSummaries"]
    both = fraudsters[0]["GeneratedFraudsterId"]
    gang = scene.voiceid.create_watchlist(DomainId=scene.domain_id, Name="gang")["Watchlist"]["WatchlistId"]
    scene.voiceid.associate_fraudster(DomainId=scene.domain_id, WatchlistId=gang, FraudsterId=both)
    page = visits.open()

    usual = page.locator(".box", has_text="default")
    expect(usual.locator(".big")).to_have_text("2")
    expect(usual.locator(".masks li")).to_have_count(2)
    shared = f"{both[-6:]} \N{MULTIPLICATION SIGN}2"
    in_gang = page.get_by_role("list", name="Fraudsters in gang").locator("li")
    expect(in_gang).to_have_text([shared])
    in_gang.hover()
    expect(usual.locator(".same")).to_have_text(shared)


def test_the_bar_of_a_session_grows_with_its_speech(visits: Visits, scene: Scene) -> None:
    scene.control("sessions", domain_id=scene.domain_id, name="first-call", speaker_id="anna", voice="anna")
    scene.control("sessions/enroll", domain_id=scene.domain_id, session="first-call")
    page = visits.open()
    bar = page.get_by_role("meter", name="Speech of session first-call")
    expect(bar).to_have_attribute("aria-valuenow", "0")

    shares = []
    for clicks, reached in (1, ["10 s authentication"]), (2, ["10 s authentication", "30 s enrollment"]):
        for _ in range(clicks):
            page.get_by_role("button", name="+10 s").click()
        expect(page.locator(".marks .reached")).to_have_text(reached)
        shares.append(bar.locator(".heard").evaluate("heard => heard.style.getPropertyValue('--unheard')"))

    assert shares == ["75.00%", "25.00%"]
    expect(page.locator(".session")).to_contain_text("claims to be anna")
    expect(page.locator(".session")).to_contain_text("enrollment COMPLETED")


def _renamed(state: str, name: str) -> str:
    for usual in ("contact-center", "Everyone", "default-watchlist"):
        state = state.replace(usual, name)
    return state


def test_names_are_text_and_never_html(visits: Visits, url: str) -> None:
    evil = "<img src=x onerror=alert(1)>"
    scene = Scene(url, Description="Everyone")
    scene.control("faults/fail-request", request_id="enroll-anna", code=400, message=evil)
    scene.enroll([scene.speaker("anna")])
    scene.control("clock/tick", seconds=10)
    page = visits.new()
    dialogs: list[str] = []

    def noted(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", noted)
    # The API takes no such names and descriptions, but the page does not rely on that.
    page.route(
        "**/mock-voiceid/state", lambda route: route.fulfill(body=_renamed(route.fetch().text(), evil))
    )
    visits.go(page)
    page.get_by_role("button", name="nightly").click()

    expect(page.get_by_role("heading", name=evil)).to_be_visible()
    expect(page.locator(".head .soft")).to_have_text(evil)
    expect(page.locator(".box b")).to_have_text(evil)
    expect(page.locator(".failures")).to_contain_text(evil)
    expect(page.get_by_label("Output file of nightly")).to_contain_text(evil)
    expect(page.locator("img")).to_have_count(0)
    assert dialogs == []
