"""What is due happens before any mocked AWS request is answered, at its own instant, whoever moves time."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import freezegun
import pytest
import time_machine

from mock_voiceid import mock_voiceid
from mock_voiceid.server.threaded import ThreadedServer
from tests.calls import BUCKET, client, session, start_job
from tests.options import TIMING

START = dt.datetime(2026, 1, 5, 9, tzinfo=dt.timezone.utc)
DONE = START + dt.timedelta(seconds=6)
LATER = START + dt.timedelta(hours=1)

Move = Callable[[dt.datetime], None]


@contextmanager
def frozen_by_freezegun() -> Iterator[Move]:
    with freezegun.freeze_time(START) as frozen:
        yield frozen.move_to


@contextmanager
def running_by_freezegun() -> Iterator[Move]:
    with freezegun.freeze_time(START, tick=True) as running:
        yield running.move_to


@contextmanager
def frozen_by_time_machine() -> Iterator[Move]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller.move_to


@contextmanager
def running_by_time_machine() -> Iterator[Move]:
    with time_machine.travel(START) as traveller:
        yield traveller.move_to


MOVERS = [frozen_by_freezegun, running_by_freezegun, frozen_by_time_machine, running_by_time_machine]


@pytest.fixture(params=MOVERS)
def move(request: pytest.FixtureRequest) -> Iterator[Move]:
    """Mock, and return what moves time."""
    with request.param() as move, mock_voiceid(timing=TIMING):
        yield move


@pytest.fixture
def s3() -> Any:
    return session().client("s3")


@pytest.fixture
def voiceid() -> Any:
    return client()


def test_the_output_is_there_for_s3_at_its_own_instant(move: Move, voiceid: Any, s3: Any) -> None:
    """N6."""
    _, key = start_job(voiceid, s3)
    with pytest.raises(s3.exceptions.ClientError, match="404"):
        s3.head_object(Bucket=BUCKET, Key=key)
    move(LATER)
    assert s3.head_object(Bucket=BUCKET, Key=key)["LastModified"] == DONE


def test_a_job_has_ended_at_its_own_instant(move: Move, voiceid: Any, s3: Any) -> None:
    """N6."""
    job_id, _ = start_job(voiceid, s3)
    domain_id = voiceid.list_domains()["DomainSummaries"][0]["DomainId"]
    move(LATER)
    job = voiceid.describe_speaker_enrollment_job(DomainId=domain_id, JobId=job_id)["Job"]
    assert job["JobStatus"] == "COMPLETED"
    assert job["EndedAt"] - job["CreatedAt"] == dt.timedelta(seconds=6)
    assert DONE <= job["EndedAt"] < DONE + dt.timedelta(seconds=5)


def test_the_output_is_there_for_s3_over_http(move: Move, voiceid: Any, s3: Any) -> None:
    _, key = start_job(voiceid, s3)
    move(LATER)
    with ThreadedServer() as server:
        over_http = session().client("s3", endpoint_url=server.endpoint_url)
        assert over_http.head_object(Bucket=BUCKET, Key=key)["LastModified"] == DONE


def test_a_service_that_knows_nothing_of_it_settles_it_too(move: Move, voiceid: Any, s3: Any) -> None:
    _, key = start_job(voiceid, s3)
    sqs = session().client("sqs")
    move(LATER)
    sqs.list_queues()
    from moto.s3.models import s3_backends

    assert s3_backends["123456789012"]["aws"].get_object(BUCKET, key) is not None


def test_the_clock_of_the_mock_settles_without_a_call(voiceid: Any, s3: Any) -> None:
    with mock_voiceid(start=START, timing=TIMING) as voice_id:
        _, key = start_job(voiceid, s3)
        voice_id.clock.tick(minutes=1)
        assert s3.head_object(Bucket=BUCKET, Key=key)["LastModified"] == DONE
