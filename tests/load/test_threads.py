"""Many threads at once: no update is lost, and the state is consistent afterwards."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from types import FrameType
from typing import Any

import pytest
from botocore.config import Config

from mock_voiceid import Quotas, ThreadedServer, VoiceID, mock_voiceid
from mock_voiceid.sdk.description import operations
from tests.calls import DOMAIN, client, session
from tests.contract.conformance import Seen, check_responses

from .invariants import Ask, Document, check_invariants, listed
from .users import BUCKET, User, caller_of

THREADS = 16
SESSIONS = [f"call-{number}" for number in range(4)]
QUOTAS = Quotas(domains=4, watchlists=24, active_jobs=2)
PACKAGE = "mock_voiceid."
"""Each call of a function in this folder yields to other threads."""


@pytest.fixture
def voice_id() -> Iterator[VoiceID]:
    with mock_voiceid(start="2026-01-05T09:00:00Z", quotas=vars(QUOTAS)) as handle:
        yield handle


@pytest.fixture
def meeting() -> Iterator[threading.Barrier]:
    """Let threads meet at the barrier, then switch at every call of the package."""
    give_way = time.sleep

    def profile(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_globals.get("__name__", "").startswith(PACKAGE):
            give_way(0)

    threading.setprofile(profile)
    yield threading.Barrier(THREADS, timeout=30)
    threading.setprofile(None)


@pytest.fixture
def _often() -> Iterator[None]:
    """Let threads switch often."""
    found = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(found)


@pytest.mark.usefixtures("_often")
@pytest.mark.parametrize("seed", [1, 2])
def test_no_update_of_a_thread_is_lost_in_process(voice_id: VoiceID, seed: int) -> None:
    seen = Seen()
    work_together(voice_id, check_responses(client(), seen), seed, rounds=3)
    assert seen.operations == set(operations())


@pytest.mark.usefixtures("_often")
@pytest.mark.parametrize("seed", [3])
def test_no_update_of_a_thread_is_lost_over_http(voice_id: VoiceID, seed: int) -> None:
    with ThreadedServer() as server:
        connections = Config(max_pool_connections=THREADS)
        over_http = client(endpoint_url=server.endpoint_url, config=connections)
        work_together(voice_id, check_responses(over_http), seed, rounds=1)


def test_client_token_takes_effect_once_for_all_threads(
    voice_id: VoiceID, meeting: threading.Barrier
) -> None:
    voiceid = client()
    domain_id = voiceid.create_domain(**DOMAIN)["Domain"]["DomainId"]

    def create(number: int) -> str:
        meeting.wait()
        made = voiceid.create_watchlist(DomainId=domain_id, Name=f"list-{number}", ClientToken=f"{number}")
        return str(made["Watchlist"]["WatchlistId"])

    rounds = 5
    with ThreadPoolExecutor(THREADS) as threads:
        for number in range(rounds):
            assert len(set(threads.map(create, [number] * THREADS))) == 1
    assert len(voiceid.list_watchlists(DomainId=domain_id)["WatchlistSummaries"]) == 1 + rounds


def test_quota_holds_for_concurrent_calls(voice_id: VoiceID, meeting: threading.Barrier) -> None:
    voiceid = client()

    def create(number: int) -> bool:
        meeting.wait()
        try:
            voiceid.create_domain(**DOMAIN)
        except voiceid.exceptions.ServiceQuotaExceededException:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as threads:
        for _ in range(3):
            assert sum(threads.map(create, range(THREADS))) == QUOTAS.domains
            for domain in voice_id.backend().domains:
                if domain.domain_status == "ACTIVE":
                    voiceid.delete_domain(DomainId=domain.domain_id)


def test_no_tag_is_lost_when_all_threads_tag_one_domain(
    voice_id: VoiceID, meeting: threading.Barrier
) -> None:
    voiceid = client()
    arn = voiceid.create_domain(**DOMAIN)["Domain"]["Arn"]

    def tag(number: int) -> None:
        meeting.wait()
        voiceid.tag_resource(ResourceArn=arn, Tags=[{"Key": f"key-{number}", "Value": "value"}])

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(tag, range(THREADS)))
    tags = voiceid.list_tags_for_resource(ResourceArn=arn)["Tags"]
    assert {one["Key"] for one in tags} == {f"key-{number}" for number in range(THREADS)}


def work_together(voice_id: VoiceID, voiceid: Any, seed: int, rounds: int) -> None:
    """Let users work in parallel while time advances, then compare the state with what they left."""
    # Reading in-process is faster than over HTTP and shows the same.
    ask, asked_by_users = caller_of(check_responses(client())), caller_of(voiceid)
    domain = filled_domain(voice_id, ask)
    fraudsters = [one["GeneratedFraudsterId"] for one in fraudsters_of(ask, domain)]
    assert len(fraudsters) == 4 * THREADS
    users = [
        User(number, seed, asked_by_users, domain, fraudsters[number::THREADS], SESSIONS)
        for number in range(THREADS)
    ]
    with ThreadPoolExecutor(THREADS) as threads:
        working = {threads.submit(user.run, rounds) for user in users}
        left = working
        while left:
            # Meanwhile jobs run and calls stream.
            voice_id.clock.tick(0.5)
            left = wait(left, timeout=0.01).not_done
    for done in working:
        done.result()
    check_invariants(ask, QUOTAS, voice_id.clock.now())
    voice_id.clock.run_until_idle()
    # Deleted domains are gone by then.
    check_invariants(ask, QUOTAS, voice_id.clock.now())
    check_what_is_left(ask, domain, users, fraudsters)


def check_what_is_left(ask: Ask, domain: Document, users: list[User], fraudsters: list[str]) -> None:
    here = {"DomainId": domain["DomainId"]}
    speakers = {
        one["CustomerSpeakerId"]: one for one in listed(ask, "ListSpeakers", "GeneratedSpeakerId", **here)
    }
    assert {name: one for name, one in speakers.items() if name.startswith("user-")} == {
        name: speaker for user in users for name, speaker in user.speakers.items()
    }
    watchlists = listed(ask, "ListWatchlists", "WatchlistId", **here)
    assert {
        one["WatchlistId"]: one.get("Description") for one in watchlists if not one["DefaultWatchlist"]
    } == {watchlist_id: text for user in users for watchlist_id, text in user.watchlists.items()}
    tags = ask("ListTagsForResource", ResourceArn=domain["Arn"])["Tags"]
    assert sorted((tag["Key"], tag["Value"]) for tag in tags) == sorted(
        tag for user in users for tag in user.tags.items()
    )
    deleted = {fraudster for user in users for fraudster in user.deleted_fraudsters}
    left = {one["GeneratedFraudsterId"] for one in fraudsters_of(ask, domain)}
    assert left & set(fraudsters) == set(fraudsters) - deleted
    domains = {one["DomainId"]: one["Name"] for one in listed(ask, "ListDomains", "DomainId")}
    assert domains == {domain["DomainId"]: domain["Name"]} | {
        domain_id: name for user in users for domain_id, name in user.domains.items()
    }
    for kind in users[0].jobs:
        jobs = [one["JobId"] for one in listed(ask, f"List{kind}s", "JobId", **here)]
        started = [job_id for user in users for job_id in user.jobs[kind]]
        assert set(started) <= set(jobs)
        # One registration job existed before.
        assert len(jobs) == len(started) + (kind == "FraudsterRegistrationJob")


def fraudsters_of(ask: Ask, domain: Document) -> list[Document]:
    return listed(ask, "ListFraudsters", "GeneratedFraudsterId", DomainId=domain["DomainId"])


def filled_domain(voice_id: VoiceID, ask: Ask) -> Document:
    """Return a domain with fraudsters and sessions, and with manifests for jobs."""
    domain: Document = ask("CreateDomain", **DOMAIN)["Domain"]
    here = {"DomainId": domain["DomainId"]}
    put_files()
    ask(
        "StartFraudsterRegistrationJob",
        **here,
        DataAccessRoleArn="arn:aws:iam::123456789012:role/batch",
        InputDataConfig={"S3Uri": f"s3://{BUCKET}/fraudsters.json"},
        OutputDataConfig={"S3Uri": f"s3://{BUCKET}/results"},
    )
    voice_id.clock.run_until_idle()
    for name in SESSIONS:
        voice_id.sessions.start(domain["DomainId"], name, f"caller-{name}", duration=600).enroll()
    return domain


def put_files() -> None:
    s3 = session().client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket=BUCKET)

    def put(key: str, requests: str, names: list[str]) -> None:
        document = [
            {
                "RequestId": name,
                **({"SpeakerId": name} if requests == "SpeakerEnrollmentRequests" else {}),
                "AudioSpecifications": [{"S3Uri": f"s3://{BUCKET}/{name}", "ChannelId": 0}],
            }
            for name in names
        ]
        for name in names:
            s3.put_object(Bucket=BUCKET, Key=name, Body=f"the voice of {name}".encode())
        s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps({"Version": "1.0", requests: document}))

    put(
        "fraudsters.json",
        "FraudsterRegistrationRequests",
        [f"fraudster-{number}" for number in range(4 * THREADS)],
    )
    put("FraudsterRegistrationJob.json", "FraudsterRegistrationRequests", ["fraudster-a", "fraudster-b"])
    put("SpeakerEnrollmentJob.json", "SpeakerEnrollmentRequests", ["enrolled-a", "enrolled-b", "enrolled-c"])
