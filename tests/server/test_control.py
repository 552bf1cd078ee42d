"""The handle over HTTP."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from moto import mock_aws

from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.server.control import PAGE, _with_handle
from mock_voiceid.server.endpoints import ENDPOINTS
from mock_voiceid.server.threaded import ThreadedServer
from tests.calls import BUCKET, client, create_domain, error_in, post, session, start_job
from tests.options import QUOTAS, TIMING

THROTTLED = {"operation": "ListDomains", "error": "ThrottlingException"}
Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def voice_id() -> Iterator[VoiceID]:
    with mock_voiceid(start="2026-01-05T09:00:00Z", timing=TIMING, quotas=QUOTAS) as handle:
        yield handle


@pytest.fixture
def url(voice_id: VoiceID) -> Iterator[str]:
    with ThreadedServer(connection_timeout=0.5) as server:
        yield server.endpoint_url


@pytest.fixture
def ask(url: str) -> Ask:
    """Ask for something under `/mock-voiceid/`, and return the status and what is answered."""

    def call(
        path: str, method: str = "POST", query: dict[str, str] | None = None, **body: Any
    ) -> tuple[int, Any]:
        response = requests.request(
            method,
            f"{url}/mock-voiceid/{path}",
            params=query,
            json=body if method != "GET" else None,
            timeout=10,
        )
        return response.status_code, response.json()

    return call


# Time


def test_clock_is_told_and_moved(ask: Ask, voice_id: VoiceID) -> None:
    told = {"now": "2026-01-05T09:00:00Z", "frozen": True, "due": None}
    assert ask("clock", "GET") == (200, told)
    assert ask("clock/tick", seconds=1.5, minutes=1) == (200, {**told, "now": "2026-01-05T09:01:01.500000Z"})
    assert ask("clock/tick", hours=1, days=1)[1]["now"] == "2026-01-06T10:01:01.500000Z"
    assert ask("clock/move-to", instant="2026-02-01T00:00:00+02:00")[1]["now"] == "2026-01-31T22:00:00Z"
    assert ask("clock/freeze", at="2026-02-02")[1]["now"] == "2026-02-02T00:00:00Z"
    assert ask("clock/freeze")[0] == 200
    assert voice_id.clock.now().isoformat() == "2026-02-02T00:00:00+00:00"


def test_what_is_due_happens_when_the_clock_is_moved(ask: Ask, url: str) -> None:
    job_id, _ = start_job(client(endpoint_url=url), session().client("s3"))
    assert ask("clock", "GET")[1]["due"] == "2026-01-05T09:00:05Z"
    assert ask("clock/tick", seconds=5)[1]["due"] == "2026-01-05T09:00:06Z"
    assert ask("clock/run-until-idle")[1] == {"now": "2026-01-05T09:00:06Z", "frozen": True, "due": None}
    domain_id = client().list_domains()["DomainSummaries"][0]["DomainId"]
    job = client(endpoint_url=url).describe_speaker_enrollment_job(DomainId=domain_id, JobId=job_id)["Job"]
    assert job["JobStatus"] == "COMPLETED"


def test_running_clock_is_told_so(ask: Ask, voice_id: VoiceID) -> None:
    with mock_voiceid():
        voice_id.clock.stop()
        assert ask("clock", "GET")[1]["frozen"] is False


# What a test says


def test_voices_are_said(ask: Ask, voice_id: VoiceID) -> None:
    assert ask("voices/assign", s3_uri="s3://calls/a", voice="ann", speech_seconds=31.5, spoofing_risk=7) == (
        200,
        {},
    )
    assert ask("voices/similarity", voice_a="ann", voice_b="eve", score=80) == (200, {})
    assigned = voice_id.voices._assigned("s3://calls/a")
    assert (assigned.voice, assigned.speech_seconds, assigned.spoofing_risk) == ("ann", 31.5, 7)
    assert dict(voice_id.voices._like("ann")) == {"ann": 100, "eve": 80}


def test_failures_of_jobs_are_ordered(ask: Ask, voice_id: VoiceID) -> None:
    assert ask("faults/fail-next-job", message="Nothing works.", status_code=503) == (200, {})
    assert ask("faults/fail-request", request_id="one", code=409, message="No.") == (200, {})
    failure, request_failure = voice_id._orders.take_job(), voice_id._orders.take_request("one")
    assert failure is not None
    assert request_failure is not None
    assert (failure.status, failure.message) == (503, "Nothing works.")
    assert (request_failure.code, request_failure.message) == (409, "No.")


def test_faults_are_ordered_and_forgotten(ask: Ask, url: str) -> None:
    order = {"operation": "ListDomains", "error": "AccessDeniedException"}
    assert ask("faults", **order, times=2, message="No.") == (200, {})
    assert error_in(post({}, url=url)) == (400, "AccessDeniedException", "No.")
    assert ask("faults", "DELETE") == (200, {})
    assert post({}, url=url).status_code == 200


def test_options_are_told_and_changed(ask: Ask, voice_id: VoiceID) -> None:
    status, options = ask("options", "GET")
    assert status == 200
    assert options["quotas"]["domains"] == 3
    changed = ask("options", timing={"queue": 60}, quotas={"domains": 7}, throttle=True)[1]
    assert (changed["timing"]["queue"], changed["timing"]["per_request"]) == (60, 1)
    assert (changed["quotas"]["domains"], changed["quotas"]["watchlists"]) == (7, 3)
    assert voice_id.throttle is True
    assert voice_id.timing.queue == 60


def test_reset_drops_state_and_leaves_time(ask: Ask, url: str) -> None:
    create_domain(client(endpoint_url=url))
    ask("clock/tick", hours=1)
    assert ask("reset")[1]["now"] == "2026-01-05T10:00:00Z"
    assert client(endpoint_url=url).list_domains()["DomainSummaries"] == []


# Sessions


def test_session_lives_its_life(ask: Ask, url: str) -> None:
    domain_id = create_domain(client(endpoint_url=url))
    place = {"domain_id": domain_id, "session": "contact"}
    status, session_ = ask(
        "sessions", domain_id=domain_id, name="contact", voice="ann", acceptance_threshold=80
    )
    assert status == 200
    assert session_ == {
        "domain_id": domain_id,
        "session_id": session_["session_id"],
        "session_name": "contact",
        "streaming_status": "PENDING_CONFIGURATION",
        "speech_seconds": 0,
        "enrollment_status": None,
        "enrollment_message": None,
    }
    ask("sessions/set-speaker", **place, speaker_id="ann")
    assert ask("sessions/enroll", **place)[1]["enrollment_status"] == "NOT_ENOUGH_SPEECH"
    ask("clock/tick", seconds=30)
    assert ask("sessions", "GET", query=place)[1]["enrollment_status"] == "COMPLETED"
    assert ask("sessions/configure", **place, risk_threshold=80)[0] == 200
    ended = ask("sessions/end", domain_id=domain_id, session=session_["session_id"])[1]
    assert (ended["streaming_status"], ended["speech_seconds"]) == ("ENDED", 30)


def test_refusal_of_voice_id_carries_its_error(ask: Ask, url: str) -> None:
    domain_id = create_domain(client(endpoint_url=url))
    ask("sessions", domain_id=domain_id, name="contact")
    status, refusal = ask("sessions/enroll", domain_id=domain_id, session="contact")
    assert (status, refusal["error"]) == (409, "ConflictException")
    assert refusal["message"].startswith("You must set the speaker ID before requesting an enrollment.")
    for domain, session_, field in ((domain_id, "other", "session"), ("nowhere", "contact", "domain_id")):
        status, refusal = ask("sessions", "GET", query={"domain_id": domain, "session": session_})
        assert (status, refusal["error"], refusal["field"]) == (404, "ResourceNotFoundException", field)


# The state


def test_state_shows_everything(ask: Ask, url: str, voice_id: VoiceID) -> None:
    over_http = client(endpoint_url=url)
    job_id, key = start_job(over_http, session().client("s3"))
    domain_id = over_http.list_domains()["DomainSummaries"][0]["DomainId"]
    voice_id.sessions.start(domain_id, "contact", "ben").enroll()
    voice_id.clock.tick(5)
    (running,) = ask("state", "GET")[1]["domains"][0]["Jobs"]
    assert (running["JobStatus"], running["BeganAt"], running["Total"]) == (
        "IN_PROGRESS",
        "2026-01-05T09:00:05Z",
        1,
    )
    assert (running["Requests"], "OutputUri" in running) == ([], False)
    voice_id.clock.tick(35)
    status, state = ask("state", "GET")
    assert (status, state["now"], state["frozen"], state["due"]) == (200, "2026-01-05T09:00:40Z", True, None)
    (domain,) = state["domains"]
    assert (domain["DomainId"], domain["AccountId"], domain["Region"]) == (
        domain_id,
        "123456789012",
        "us-east-1",
    )
    assert domain["CreatedAt"] == "2026-01-05T09:00:00Z"
    assert domain["Speakers"]["Total"] == 2
    assert domain["Speakers"]["ByStatus"] == {"ENROLLED": 2}
    assert {speaker["CustomerSpeakerId"] for speaker in domain["Speakers"]["Listed"]} == {"anna", "ben"}
    (watchlist,) = domain["Watchlists"]
    assert (watchlist["DefaultWatchlist"], watchlist["Fraudsters"]) == (True, 0)
    assert domain["Fraudsters"] == {"Total": 0, "Listed": []}
    (contact,) = domain["Sessions"]
    assert contact == {
        "SessionId": contact["SessionId"],
        "SessionName": "contact",
        "StreamingStatus": "ONGOING",
        "SpeechSeconds": 40,
        "StartedAt": "2026-01-05T09:00:00Z",
        "CustomerSpeakerId": "ben",
        "EnrollmentStatus": "COMPLETED",
    }
    (job,) = domain["Jobs"]
    assert (job["JobId"], job["Kind"], job["EndedAt"]) == (job_id, "enrollment", "2026-01-05T09:00:06Z")
    assert job["OutputUri"] == f"s3://{BUCKET}/{key}"
    assert job["Requests"] == [
        {"RequestId": "enroll-anna", "At": "2026-01-05T09:00:06Z", "Outcome": "NEW_ENROLLMENT"}
    ]
    assert ask("jobs/output", "GET", query={"job_id": job_id})[1]["SuccessfulEnrollments"][0][
        "RequestId"
    ] == ("enroll-anna")


def test_failed_request_of_a_job_is_shown_with_its_error(ask: Ask, voice_id: VoiceID) -> None:
    voice_id.faults.fail_request("enroll-anna", 500, "Nothing works.")
    start_job(client(), session().client("s3"))
    voice_id.clock.run_until_idle()
    ((request,),) = [job["Requests"] for job in ask("state", "GET")[1]["domains"][0]["Jobs"]]
    assert request == {
        "RequestId": "enroll-anna",
        "At": "2026-01-05T09:00:06Z",
        "Outcome": None,
        "ErrorCode": 500,
        "ErrorMessage": "Nothing works.",
    }


def test_fraudsters_of_a_registration_are_shown(ask: Ask, voice_id: VoiceID) -> None:
    s3, voiceid = session().client("s3"), client()
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="eve.wav", Body=b"eve")
    audio = [{"S3Uri": f"s3://{BUCKET}/eve.wav", "ChannelId": 0}]
    manifest = {
        "Version": "1.0",
        "FraudsterRegistrationRequests": [{"RequestId": "eve", "AudioSpecifications": audio}],
    }
    s3.put_object(Bucket=BUCKET, Key="in.json", Body=json.dumps(manifest))
    domain_id = create_domain(voiceid)
    voiceid.start_fraudster_registration_job(
        DomainId=domain_id,
        DataAccessRoleArn="arn:aws:iam::123456789012:role/batch",
        InputDataConfig={"S3Uri": f"s3://{BUCKET}/in.json"},
        OutputDataConfig={"S3Uri": f"s3://{BUCKET}/out"},
    )
    voice_id.clock.run_until_idle()
    voice_id.sessions.start(domain_id, "contact").end()
    (domain,) = ask("state", "GET")[1]["domains"]
    assert domain["Jobs"][0]["Kind"] == "registration"
    assert domain["Jobs"][0]["Requests"][0]["Outcome"] == "NEW_REGISTRATION"
    assert domain["Fraudsters"]["Total"] == domain["Watchlists"][0]["Fraudsters"] == 1
    (fraudster,) = domain["Fraudsters"]["Listed"]
    assert fraudster["WatchlistIds"] == [domain["Watchlists"][0]["WatchlistId"]]
    assert domain["Sessions"][0]["EndedAt"] == "2026-01-05T09:00:06Z"


def test_state_of_a_large_domain_stays_small(ask: Ask, voice_id: VoiceID) -> None:
    speakers = voice_id.backend().domain(create_domain(client())).speakers
    for number in range(250):
        speakers.add(f"speaker-{number}", "OPTED_OUT", 0)
    (domain,) = ask("state", "GET")[1]["domains"]
    assert domain["Speakers"]["Total"] == 250
    assert [one["CustomerSpeakerId"] for one in domain["Speakers"]["Listed"]] == [
        f"speaker-{number}" for number in range(249, 149, -1)
    ]


def test_job_keeps_its_first_requests(ask: Ask, voice_id: VoiceID) -> None:
    s3 = session().client("s3")
    start_job(client(), s3)
    requests_ = [
        {
            "RequestId": str(number),
            "SpeakerId": "anna",
            "AudioSpecifications": [{"S3Uri": f"s3://{BUCKET}/anna.wav", "ChannelId": 0}],
        }
        for number in range(600)
    ]
    manifest = {"Version": "1.0", "SpeakerEnrollmentRequests": requests_}
    s3.put_object(Bucket=BUCKET, Key="manifest.json", Body=json.dumps(manifest))
    voice_id.clock.run_until_idle()
    (job,) = ask("state", "GET")[1]["domains"][0]["Jobs"]
    assert (job["Total"], [one["RequestId"] for one in job["Requests"]]) == (600, list(map(str, range(500))))


# Wrong requests


@pytest.mark.parametrize(
    ("path", "body", "field", "message"),
    [
        (
            "clock/tick",
            {"second": 5},
            "second",
            "There is no field 'second'; did you mean 'seconds'?",
        ),
        (
            "clock/tick",
            {"seconds": "5"},
            "seconds",
            "seconds must be a number, got '5': ",
        ),
        (
            "clock/tick",
            {"seconds": True},
            "seconds",
            "seconds must be a number, got True: ",
        ),
        (
            "clock/tick",
            {"seconds": -5},
            "seconds",
            "seconds must be a number from 0 to 1,000,000,000,000, got -5: ",
        ),
        ("clock/tick", {}, "seconds", "Give at least one of seconds, minutes, hours, days."),
        (
            "clock/tick",
            {"seconds": None},
            "seconds",
            "Give at least one of seconds, minutes, hours, days.",
        ),
        ("clock/move-to", {}, "instant", "instant is missing: a datetime or an ISO 8601 string"),
        (
            "clock/move-to",
            {"instant": "tomorrow"},
            "instant",
            "instant must be an instant in ISO 8601 ",
        ),
        ("clock/run-until-idle", {"a": 1}, "a", "There is no field 'a'. It takes none."),
        (
            "voices/assign",
            {"s3_uri": "s3://calls/a", "spoofing_risk": 101},
            "spoofing_risk",
            "spoofing_risk must be an integer from 0 to 100, got 101: ",
        ),
        (
            "voices/assign",
            {"s3_uri": "s3://calls/a", "spoofing_risk": 1.5},
            "spoofing_risk",
            "spoofing_risk must be an integer, got 1.5: ",
        ),
        (
            "faults/fail-next-job",
            {"message": ""},
            "message",
            "message must be a text that is not empty, got '': ",
        ),
        (
            "faults",
            {"operation": "ListDomain", "error": "X"},
            "operation",
            "Voice ID has no operation",
        ),
        (
            "sessions",
            {"domain_id": "d", "name": "no blanks"},
            "name",
            "name must be 1 to 36 characters ",
        ),
        ("options", {"timing": {"queu": 1}}, "timing", "timing has no 'queu'; did you mean 'queue'?"),
        ("options", {"quotas": 5}, "quotas", "quotas must be an object, got 5: how much the service allows."),
        ("options", {"strict": "yes"}, "strict", "strict must be a boolean, got 'yes': "),
    ],
)
def test_wrong_field_is_named(
    ask: Ask, path: str, body: dict[str, Any], field: str | None, message: str
) -> None:
    status, refusal = ask(path, **body)
    assert status == 400
    assert refusal["message"].startswith(message)
    assert refusal.get("field") == field


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("clock/move-to", {"instant": "2020-01-01"}, "instant"),
        ("clock/freeze", {"at": "2020-01-01"}, "at"),
        ("clock/tick", {"days": 1e12}, "days"),
        ("clock/tick", {"seconds": 0, "days": 1e12}, "seconds"),
        ("voices/similarity", {"voice_a": "ann", "voice_b": "ann", "score": 7}, "voice_b"),
        ("faults", {**THROTTLED, "conflict_type": "DOMAIN_NOT_ACTIVE"}, "conflict_type"),
        ("faults", {**THROTTLED, "resource_type": "DOMAIN"}, "resource_type"),
    ],
)
def test_fields_that_do_not_fit_the_state_or_each_other_are_refused(
    ask: Ask, path: str, body: dict[str, Any], field: str
) -> None:
    status, refusal = ask(path, **body)
    assert (status, refusal["field"]) == (409, field)


@pytest.mark.parametrize("query", ["seconds=1", "a="])
def test_a_query_that_would_be_ignored_is_refused(url: str, query: str) -> None:
    response = requests.post(f"{url}/mock-voiceid/clock/tick?{query}", json={"seconds": 1}, timeout=10)
    assert (response.status_code, response.json()["field"]) == (400, query.partition("=")[0])
    response = requests.get(f"{url}/mock-voiceid/clock?{query}", timeout=10)
    assert (response.status_code, response.json()["field"]) == (400, query.partition("=")[0])


def test_a_query_that_gives_a_field_twice_is_refused(url: str) -> None:
    response = requests.get(f"{url}/mock-voiceid/jobs/output?job_id=a&job_id=b", timeout=10)
    assert response.json() == {"message": "job_id must be given once, got 2 values.", "field": "job_id"}


def test_whole_numbers_may_be_written_as_fractions(ask: Ask, voice_id: VoiceID) -> None:
    assert ask("voices/similarity", voice_a="ann", voice_b="eve", score=80.0)[0] == 200
    assert dict(voice_id.voices._like("ann"))["eve"] == 80


def test_body_may_be_left_out(url: str) -> None:
    assert requests.post(f"{url}/mock-voiceid/clock/freeze", timeout=10).status_code == 200


def test_job_is_found_in_whatever_domain(ask: Ask, voice_id: VoiceID) -> None:
    voiceid = client()
    create_domain(voiceid)
    create_domain(client("eu-west-2"))
    job_id, _ = start_job(voiceid, session().client("s3"))
    waiting = [job for domain in ask("state", "GET")[1]["domains"] for job in domain["Jobs"]]
    assert [(job["JobStatus"], "BeganAt" in job) for job in waiting] == [("SUBMITTED", False)]
    domain_id = next(one["DomainId"] for one in ask("state", "GET")[1]["domains"] if one["Jobs"])
    for manifest in ("manifest.json", "none.json"):
        voiceid.start_fraudster_registration_job(
            DomainId=domain_id,
            DataAccessRoleArn="arn:aws:iam::123456789012:role/batch",
            InputDataConfig={"S3Uri": f"s3://{BUCKET}/{manifest}"},
            OutputDataConfig={"S3Uri": f"s3://{BUCKET}/results"},
        )
        voice_id.clock.run_until_idle()
    assert ask("jobs/output", "GET", query={"job_id": job_id})[0] == 200
    jobs = [job for domain in ask("state", "GET")[1]["domains"] for job in domain["Jobs"]]
    failed = next(job["JobId"] for job in jobs if job["Kind"] == "registration")
    assert ask("jobs/output", "GET", query={"job_id": failed})[0] == 409


def test_unknown_job_has_no_output(ask: Ask, voice_id: VoiceID) -> None:
    assert ask("jobs/output", "GET", query={"job_id": "nobody"}) == (
        404,
        {"message": "There is no job 'nobody'.", "field": "job_id"},
    )
    job_id, _ = start_job(client(), session().client("s3"))
    status, refusal = ask("jobs/output", "GET", query={"job_id": job_id})
    assert status == 409
    assert refusal["message"].startswith(f"The job '{job_id}' has no output. There is no object s3://")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "The body is not JSON."),
        (b"[" * 100_000, "The body is not JSON."),
        (b'{"seconds": NaN}', "The body is not JSON."),
        (b"[]", "The body is not a JSON object."),
        (b"\xff", "The body is not UTF-8."),
    ],
    ids=["cut short", "too deep", "NaN", "list", "no UTF-8"],
)
def test_body_that_is_no_json_object_is_refused(url: str, body: bytes, message: str) -> None:
    response = requests.post(f"{url}/mock-voiceid/clock/tick", data=body, timeout=10)
    assert (response.status_code, response.json()) == (400, {"message": message})


def test_unknown_path_tells_what_there_is(ask: Ask) -> None:
    status, refusal = ask("clock/tock")
    assert status == 404
    assert refusal["message"].startswith(
        "There is no /mock-voiceid/clock/tock. There is GET /mock-voiceid/clock, "
    )


def test_wrong_method_tells_the_right_one(url: str) -> None:
    response = requests.get(f"{url}/mock-voiceid/clock/tick", timeout=10)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert response.json()["message"] == "/mock-voiceid/clock/tick takes POST, not GET."
    assert requests.delete(f"{url}/mock-voiceid/", timeout=10).status_code == 405


# What describes it


def test_page_is_there(url: str) -> None:
    for path in ("", "/"):
        response = requests.get(f"{url}/mock-voiceid{path}", timeout=10)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "<title>" in response.text
    for name, content_type in (("page.css", "text/css"), ("page.js", "text/javascript")):
        response = requests.get(f"{url}/mock-voiceid/{name}", timeout=10)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-cache")
        assert response.headers["Content-Type"] == f"{content_type}; charset=utf-8"
        assert response.content == (PAGE / name).read_bytes()
    assert requests.head(f"{url}/mock-voiceid/", timeout=10).status_code == 200


def test_openapi_document_describes_each_request(ask: Ask) -> None:
    status, document = ask("openapi.json", "GET")
    assert (status, document["openapi"]) == (200, "3.1.0")
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(one.method, f"/mock-voiceid/{one.path}") for one in ENDPOINTS}
    tick = document["paths"]["/mock-voiceid/clock/tick"]["post"]
    schema = tick["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["properties"]) == {"seconds", "minutes", "hours", "days"}
    assert schema["additionalProperties"] is False
    sessions = document["paths"]["/mock-voiceid/sessions"]
    assert sessions["post"]["requestBody"]["content"]["application/json"]["schema"]["required"] == [
        "domain_id",
        "name",
    ]
    assert [one["name"] for one in sessions["get"]["parameters"]] == ["domain_id", "session"]
    identifiers = [one["operationId"] for methods in document["paths"].values() for one in methods.values()]
    assert len(set(identifiers)) == len(identifiers)
    assert ask("openapi.json", "POST")[0] == 405


# Time that runs


def test_every_request_first_runs_what_is_scheduled() -> None:
    with mock_voiceid(timing={"queue": 0, "per_request": 0}), ThreadedServer() as server:
        job_id, _ = start_job(client(), session().client("s3"))
        response = requests.get(f"{server.endpoint_url}/mock-voiceid/jobs/output?job_id={job_id}", timeout=10)
        assert response.status_code == 200


def test_clock_names_no_event_in_the_past() -> None:
    with mock_voiceid(timing={"queue": 0, "per_request": 0}), ThreadedServer() as server:
        start_job(client(), session().client("s3"))
        told = requests.get(f"{server.endpoint_url}/mock-voiceid/clock", timeout=10).json()
        assert (told["frozen"], told["due"]) == (False, None)


# Without a mock


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "clock/freeze", {}),
        ("POST", "clock/tick", {"seconds": 1}),
        ("POST", "options", {"strict": True}),
        ("POST", "faults", {"operation": "ListDomains", "error": "InternalServerException"}),
        ("POST", "reset", {}),
        ("GET", "clock", None),
        ("GET", "state", None),
    ],
)
def test_without_a_mock_there_is_nothing_to_control(method: str, path: str, body: Any) -> None:
    with mock_aws(), ThreadedServer() as server:
        response = requests.request(
            method, f"{server.endpoint_url}/mock-voiceid/{path}", json=body, timeout=10
        )
        assert response.status_code == 409
        assert response.json()["message"].startswith("No mock_voiceid is active in this process: ")
        assert client().list_domains()["DomainSummaries"] == []
    with mock_voiceid() as voice_id:
        assert (voice_id.clock.frozen, voice_id.strict) == (False, False)


def test_a_server_that_outlives_its_mock_controls_the_next() -> None:
    with ThreadedServer() as server:
        url = f"{server.endpoint_url}/mock-voiceid/clock"
        for start in ("2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z"):
            with mock_voiceid(start=start):
                assert requests.get(url, timeout=10).json()["now"] == start
            assert requests.get(url, timeout=10).status_code == 409


def test_control_while_nested_mocks_end_is_always_answered(url: str) -> None:
    over = threading.Event()

    def nest() -> None:
        while not over.is_set():
            with mock_voiceid():
                pass

    threads = [threading.Thread(target=nest) for _ in range(2)]
    for thread in threads:
        thread.start()
    tick = f"{url}/mock-voiceid/clock/tick"
    statuses = {requests.post(tick, json={"seconds": 1}, timeout=30).status_code for _ in range(100)}
    over.set()
    for thread in threads:
        thread.join()
    assert statuses == {200}


@pytest.mark.parametrize("instant", ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:00:00Z"])
def test_a_server_answers_until_the_end_of_time(ask: Ask, url: str, instant: str) -> None:
    assert ask("clock/move-to", instant=instant)[0] == 200
    for _ in range(2):
        assert ask("clock", "GET")[1]["now"] == instant
        assert post({}, url=url).status_code == 200
        assert session().client("sqs", endpoint_url=url).list_queues()
    assert ask("clock/tick", days=1)[0] == 409


def test_control_goes_on_with_the_mock_around_one_that_ends_meanwhile() -> None:
    inner = mock_voiceid()
    seen: list[VoiceID] = []

    def end_once(voice_id: VoiceID) -> str:
        seen.append(voice_id)
        if len(seen) == 1:
            inner.stop()
            voice_id.clock.tick(1)
        return "done"

    with mock_voiceid() as outer:
        handle = inner.start()
        assert _with_handle(end_once) == "done"
        assert seen == [handle, outer]


def test_error_of_a_mock_that_goes_on_is_raised(voice_id: VoiceID) -> None:
    def fail(_: VoiceID) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        _with_handle(fail)
