"""`mock_voiceid` as a block, and with start and stop: what it mocks, and that it gives everything back."""

import asyncio
import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import boto3
import freezegun
import pytest
import time_machine
from moto import mock_aws
from moto.core.config import default_user_config
from moto.core.models import MockAWS
from moto.moto_api._internal import mock_random

import mock_voiceid as package
from mock_voiceid import MockVoiceID, VoiceID, mock_voiceid
from mock_voiceid.voiceid.models import voiceid_backends
from tests.calls import client, create_domain, session
from tests.messages import mentioning, message_with
from tests.processes import python
from tests.surroundings import surroundings

START = "2026-01-05T09:00:00Z"
NOT_ACTIVE = (
    "no mock_voiceid is active: use @mock_voiceid on the test, `with mock_voiceid() as voice_id:`, "
    "or the pytest fixture `voiceid`"
)
ALL = {
    "start": START,
    "seed": 7,
    "timing": {"queue": 1},
    "quotas": {"domains": 1},
    "strict": True,
    "compliance_consent": False,
    "config": {"core": {"mock_credentials": False}},
}


@pytest.fixture(params=[{}, ALL], ids=["no options", "all options"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


def everything(options: dict[str, Any]) -> dict[str, Any]:
    """Return the surroundings, and the state of randomness where a seed has to give it back."""
    return surroundings() | ({"randomness": mock_random.getstate()} if "seed" in options else {})


def test_a_block_mocks_voice_id_and_gives_its_handle() -> None:
    with mock_voiceid() as voice_id:
        assert isinstance(voice_id, VoiceID)
        domain_id = create_domain(client())
        assert domain_id in voice_id.backend().domains


def test_a_block_mocks_what_moto_mocks() -> None:
    with mock_voiceid():
        session().client("s3").create_bucket(Bucket="mine")
        assert session().client("sqs").create_queue(QueueName="mine")["QueueUrl"].endswith("/mine")


def test_each_block_begins_with_nothing() -> None:
    mock = mock_voiceid()
    for _ in range(2):
        with mock:
            create_domain(client())
            assert len(client().list_domains()["DomainSummaries"]) == 1


def test_a_block_leaves_everything_as_found(options: dict[str, Any]) -> None:
    found = everything(options)
    with mock_voiceid(**options) as voice_id:
        client().list_domains()
        voice_id.clock.tick(minutes=1)
        time.sleep(60)
    assert everything(options) == found


def test_a_block_that_fails_leaves_everything_as_found(options: dict[str, Any]) -> None:
    def fail(voice_id: VoiceID) -> None:
        voice_id.clock.freeze()
        raise ZeroDivisionError

    found = everything(options)
    with pytest.raises(ZeroDivisionError), mock_voiceid(**options) as voice_id:
        fail(voice_id)
    assert everything(options) == found


@pytest.mark.parametrize("variables", [{}, {"AWS_ACCESS_KEY_ID": ""}, {"AWS_ACCESS_KEY_ID": "mine"}])
def test_the_environment_and_the_default_session_are_as_found(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", session())
    found = surroundings()
    with mock_voiceid():
        assert boto3.DEFAULT_SESSION is None
        assert os.environ.pop("AWS_ACCESS_KEY_ID") == "FOOBARKEY"
    assert surroundings() == found


def test_an_async_block_mocks_and_leaves_everything_as_found(options: dict[str, Any]) -> None:
    async def mocked() -> str:
        async with mock_voiceid(**options) as voice_id:
            assert mock_voiceid.current() is voice_id
            voice_id.clock.freeze()
            await asyncio.sleep(3_600)
            client().list_domains()
        return "done"

    found = everything(options)
    assert asyncio.run(mocked()) == "done"
    assert everything(options) == found


def test_an_async_block_that_fails_leaves_everything_as_found() -> None:
    async def mocked() -> None:
        async with mock_voiceid(start=START):
            raise ZeroDivisionError

    found = surroundings()
    with pytest.raises(ZeroDivisionError):
        asyncio.run(mocked())
    assert surroundings() == found


def test_start_and_stop_are_a_block(options: dict[str, Any]) -> None:
    found = everything(options)
    mock = mock_voiceid(**options)
    voice_id = mock.start()
    assert mock_voiceid.current() is voice_id
    mock.stop()
    assert everything(options) == found


def test_a_mock_that_nobody_holds_goes_on() -> None:
    program = """
        import gc
        from mock_voiceid import mock_voiceid
        handle = mock_voiceid(start="2026-01-05T09:00:00Z").start()
        gc.collect()
        print(mock_voiceid.current() is handle, handle.clock.frozen, handle.clock.ended)
    """
    assert python(program) == "True True False"


def test_stop_without_start_says_so_and_does_no_harm() -> None:
    mock = mock_voiceid()
    with pytest.raises(RuntimeError) as error:
        mock.stop()
    assert str(error.value) == "this mock_voiceid is not started: call start() before stop()"
    with mock as voice_id:
        assert mock_voiceid.current() is voice_id
    with pytest.raises(RuntimeError, match="not started"):
        mock.stop()


def test_a_reset_drops_state_and_what_was_said_and_keeps_time() -> None:
    mock = mock_voiceid(start=START)
    voice_id = mock.start()
    create_domain(client())
    session().client("s3").create_bucket(Bucket="mine")
    voice_id.clock.tick(60)
    voice_id.faults.fail_next_job("for a reason")
    mock.reset()
    assert client().list_domains()["DomainSummaries"] == []
    assert session().client("s3").list_buckets()["Buckets"] == []
    assert voice_id._orders.take_job() is None
    assert voice_id.clock.now() == dt.datetime(2026, 1, 5, 9, 1, tzinfo=dt.timezone.utc)
    mock.stop()


def test_a_reset_without_start_says_so() -> None:
    with pytest.raises(RuntimeError) as error:
        mock_voiceid().reset()
    assert str(error.value) == "this mock_voiceid is not started: call start() before reset()"


@pytest.mark.parametrize("other", [mock_aws, mock_voiceid])
def test_a_mock_within_another_shares_its_data_and_leaves_it_as_it_was(
    other: Callable[[], AbstractContextManager[Any]], options: dict[str, Any]
) -> None:
    with other():
        domain_id = create_domain(client())
        found = everything(options)
        with mock_voiceid(**options):
            assert client().list_domains()["DomainSummaries"][0]["DomainId"] == domain_id
        assert everything(options) == found
        assert client().list_domains()["DomainSummaries"][0]["DomainId"] == domain_id


def test_motos_own_mock_within_shares_data_and_leaves_the_mock_active() -> None:
    with mock_voiceid() as voice_id:
        domain_id = create_domain(client())
        inner = mock_aws()
        with inner:
            assert client().list_domains()["DomainSummaries"][0]["DomainId"] == domain_id
        getattr(inner, "_user_config_mock").stop()  # noqa: B009 - Moto forgets it in nested mocks
        assert mock_voiceid.current() is voice_id
        assert MockAWS._nested_count == 1


def test_a_mock_within_itself_ends_the_innermost_first() -> None:
    mock = mock_voiceid()
    with mock as outer:
        with mock as inner:
            assert inner is not outer
            assert mock_voiceid.current() is inner
        assert mock_voiceid.current() is outer


def test_mocks_can_stop_in_the_order_of_their_start(options: dict[str, Any]) -> None:
    found = everything(options)
    mocks = [mock_voiceid(**options), mock_voiceid(), mock_voiceid(**options)]
    handles = [mock.start() for mock in mocks]
    for mock, handle in zip(mocks, handles, strict=True):
        assert mock_voiceid.current() is handles[-1]
        handle.clock.freeze()
        mock.stop()
    assert everything(options) == found


def test_runs_of_one_function_that_overlap_end_each_for_itself() -> None:
    @mock_voiceid
    async def run(begun: asyncio.Event, end: asyncio.Event) -> VoiceID:
        handle = mock_voiceid.current()
        begun.set()
        await end.wait()
        return handle

    async def overlap() -> None:
        events = [asyncio.Event() for _ in range(4)]
        first = asyncio.create_task(run(events[0], events[1]))
        await events[0].wait()
        second = asyncio.create_task(run(events[2], events[3]))
        await events[2].wait()
        events[1].set()
        ended = await first
        active = mock_voiceid.current()
        events[3].set()
        assert active is await second
        assert active is not ended

    asyncio.run(overlap())


def test_current_is_the_innermost_handle() -> None:
    with mock_voiceid() as outer:
        assert mock_voiceid.current() is outer
        with mock_voiceid() as inner:
            assert mock_voiceid.current() is inner
        assert mock_voiceid.current() is outer


def test_current_says_what_to_do_where_no_mock_is_active() -> None:
    with pytest.raises(RuntimeError) as error:
        mock_voiceid.current()
    assert str(error.value) == NOT_ACTIVE
    with mock_aws(), pytest.raises(RuntimeError, match="no mock_voiceid is active"):
        mock_voiceid.current()


@pytest.mark.parametrize("start", [START, "2026-01-05T09:00", dt.datetime(2026, 1, 5, 9)])  # noqa: DTZ001
def test_time_starts_where_it_is_told_and_stands_still(start: dt.datetime | str) -> None:
    with mock_voiceid(start=start) as voice_id:
        assert voice_id.clock.frozen
        created = client().describe_domain(DomainId=create_domain(client()))["Domain"]["CreatedAt"]
        assert created == dt.datetime(2026, 1, 5, 9, tzinfo=dt.timezone.utc)


def test_time_runs_where_no_start_is_given() -> None:
    with mock_voiceid() as voice_id:
        assert not voice_id.clock.frozen


@pytest.mark.parametrize("freeze", [freezegun.freeze_time, lambda at: time_machine.travel(at, tick=False)])
def test_time_frozen_by_another_is_told_and_given_back(freeze: Any) -> None:
    with freeze("2026-03-01T12:00:00Z"):
        found = surroundings()
        with mock_voiceid() as voice_id:
            assert voice_id.clock.now().isoformat() == "2026-03-01T12:00:00+00:00"
        assert surroundings() == found


def test_a_seed_repeats_ids() -> None:
    drawn = []
    for seed in (1, 1, "one"):
        with mock_voiceid(seed=seed):
            drawn.append(create_domain(client()))
    assert drawn[0] == drawn[1]
    assert drawn[2] != drawn[0]


def test_a_seed_repeats_ids_whatever_was_used_outside_of_mocks() -> None:
    drawn = []
    for region in ("us-east-1", "us-west-2"):
        voiceid_backends["123456789012"][region].region.new_id()
        with mock_voiceid(seed=1):
            drawn.append(create_domain(client()))
    assert drawn[0] == drawn[1]


def test_options_reach_the_handle() -> None:
    with mock_voiceid(timing={"queue": 9}, quotas={"domains": 1}, strict=True) as voice_id:
        assert (voice_id.timing.queue, voice_id.quotas.domains, voice_id.strict) == (9, 1, True)
        create_domain(client())
        with pytest.raises(client().exceptions.ServiceQuotaExceededException, match="1 active"):
            create_domain(client())


def test_each_use_begins_with_the_options_that_were_given() -> None:
    timing = package.Timing(queue=9)
    mock = mock_voiceid(timing=timing, quotas={"domains": 2})
    with mock as voice_id:
        voice_id.timing.queue = 1
        voice_id.quotas.domains = 0
    with mock as voice_id:
        assert (voice_id.timing.queue, voice_id.quotas.domains) == (9, 2)
    assert timing == package.Timing(queue=9)


def test_without_consent_no_domain_is_created() -> None:
    with mock_voiceid(compliance_consent=False), pytest.raises(Exception, match="biometric consent") as error:
        create_domain(client())
    assert error.value.response["ResourceType"] == "COMPLIANCE_CONSENT"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("freezer", "travels"), [("freezegun", 0), ("time-machine", 1)])
def test_time_is_frozen_with_the_library_that_is_named(freezer: Any, travels: int) -> None:
    with mock_voiceid(start=START, freezer=freezer) as voice_id:
        assert len(time_machine.traveller_stack) == travels
        assert len(freezegun.api.freeze_factories) == 1 - travels
        time.sleep(60)
        assert dt.datetime.now(dt.timezone.utc).isoformat() == "2026-01-05T09:01:00+00:00"
    with mock_voiceid(freezer=freezer) as voice_id:
        voice_id.clock.tick(1)
        assert len(time_machine.traveller_stack) == travels


@pytest.mark.parametrize("freezer", ["freezegun", "time-machine"])
def test_what_is_due_while_time_runs_happens_with_the_library_that_is_named(freezer: Any) -> None:
    stacks: list[tuple[int, int]] = []

    def look(_: int) -> None:
        stacks.append((len(freezegun.api.freeze_factories), len(time_machine.traveller_stack)))

    with mock_voiceid(freezer=freezer) as voice_id:
        voice_id.backend().agenda.at(voice_id.clock.instant() - 1, look)
        client().list_domains()
    assert stacks == [(1, 0) if freezer == "freezegun" else (0, 1)]


def test_missing_library_is_reported_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "time_machine", None)
    with pytest.raises(ModuleNotFoundError) as refused:
        mock_voiceid(freezer="time-machine")
    assert str(refused.value) == (
        "freezer 'time-machine' is not installed: pip install 'mock-voiceid[time-machine]'"
    )


def test_motos_configuration_applies() -> None:
    with mock_voiceid(config={"core": {"mock_credentials": False}}):
        assert "AWS_ACCESS_KEY_ID" not in os.environ
        assert default_user_config["core"] == {"mock_credentials": False}


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ({"start": 5}, TypeError, ["datetime", "'2026-01-05T09:00:00Z'", "5"]),
        ({"start": "tomorrow"}, ValueError, ["'tomorrow'", "'2026-01-05T09:00:00Z'", "'2026-01-05'"]),
        ({"timing": 5}, TypeError, ["timing", "Timing", "'queue'", "5"]),
        ({"timing": {"que": 5}}, TypeError, ["timing", "'que'", "'queue'"]),
        ({"timing": {"queue": -1}}, ValueError, ["timing 'queue'", "31,536,000,000", "-1"]),
        ({"quotas": [3]}, TypeError, ["quotas", "Quotas", "'domains'", "[3]"]),
        ({"quotas": {"domain": 5}}, TypeError, ["quotas", "'domain'", "'domains'"]),
        ({"quotas": {"domains": 1.5}}, ValueError, ["quota 'domains'", "0", "1.5"]),
        ({"strict": "yes"}, TypeError, ["strict", "True", "False", "'yes'"]),
        ({"compliance_consent": 1}, TypeError, ["compliance_consent", "True", "False", "1"]),
        (
            {"freezer": "time_machine"},
            ValueError,
            ["freezer", "'freezegun'", "'time-machine'", "'time_machine'"],
        ),
        ({"freezer": 1}, ValueError, ["freezer", "'freezegun'", "'time-machine'", "1"]),
        ({"seed": 1.5}, TypeError, ["seed", "1.5"]),
        ({"seed": True}, TypeError, ["seed", "True"]),
        ({"config": 5}, TypeError, ["config", "{'core': {...}}", "5"]),
        ({"config": {"cor": {}}}, TypeError, ["config", "'cor'", "batch", "core", "iam", "iot"]),
    ],
)
def test_a_wrong_option_fails_at_the_call(options: Any, kind: type[Exception], words: list[str]) -> None:
    with pytest.raises(kind, match=mentioning(*words)):
        mock_voiceid(**options)


def test_misspelt_option_suggests_the_closest_name() -> None:
    with pytest.raises(TypeError) as error:
        mock_voiceid(strat=START)  # type: ignore[call-overload]
    assert str(error.value).startswith("mock_voiceid has no option 'strat'")
    assert str(error.value) == message_with("'start'", "compliance_consent, config")


def test_options_are_taken_by_name_only() -> None:
    with pytest.raises(TypeError) as error:
        mock_voiceid(print, start=START)  # type: ignore[call-overload]
    assert str(error.value) == "mock_voiceid takes its options by name only: mock_voiceid(start='2026-01-05')"


def test_the_package_has_what_it_names_and_no_more() -> None:
    assert set(package.__all__) <= set(dir(package))
    assert [getattr(package, name).__name__ for name in ("MockVoiceID", "Quotas", "Timing", "VoiceID")]
    assert isinstance(mock_voiceid(), MockVoiceID)
    assert repr(mock_voiceid) == "mock_voiceid"
    with pytest.raises(AttributeError, match="module 'mock_voiceid' has no attribute 'mock_voice_id'"):
        _ = package.mock_voice_id


@pytest.mark.parametrize("name", ["start", "stop", "reset"])
def test_methods_of_a_mock_need_a_call_first(name: str) -> None:
    with pytest.raises(AttributeError) as refused:
        getattr(mock_voiceid, name)
    assert str(refused.value) == (
        f"mock_voiceid has no '{name}' until it is called: write mock = mock_voiceid(), then "
        "mock.start(), mock.stop() and mock.reset()"
    )


def test_a_block_without_calling_says_what_to_write() -> None:
    with pytest.raises(TypeError) as refused, mock_voiceid:
        pass  # pragma: no cover - not reached
    assert str(refused.value) == "call it: `with mock_voiceid() as voice_id:`"


@pytest.mark.parametrize("name", ["ThreadedServer", "voiceid", "exceptions"])
def test_names_of_the_package_say_what_to_import(name: str) -> None:
    with pytest.raises(AttributeError, match=f"write `from mock_voiceid import {name}`"):
        getattr(mock_voiceid, name)


def test_the_package_used_as_the_object_says_what_to_import() -> None:
    with pytest.raises(TypeError, match="write `from mock_voiceid import mock_voiceid`, then @mock_voiceid"):
        package(test_the_package_used_as_the_object_says_what_to_import)  # type: ignore[operator]
    with pytest.raises(AttributeError, match="write `from mock_voiceid import mock_voiceid` for the object"):
        _ = package.current
