"""Exceptions inside a mock: afterwards everything is restored."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

import boto3
import pytest

from mock_voiceid import mock_voiceid
from mock_voiceid.handle.voice_id import VoiceID
from mock_voiceid.internals.randomness import random_source
from tests.calls import client
from tests.surroundings import surroundings

ENDS = (ZeroDivisionError, KeyboardInterrupt)
START = "2026-01-05T09:00:00Z"


@pytest.fixture(params=ENDS)
def end(request: pytest.FixtureRequest) -> type[BaseException]:
    """The exception that ends the body."""
    kind: type[BaseException] = request.param
    return kind


@pytest.fixture(autouse=True)
def _as_found(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    # State that is easily lost: the session, credentials and random state of the user.
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", boto3.Session("mine", "hush", region_name="eu-west-2"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    found = everything()
    yield
    assert everything() == found
    with pytest.raises(RuntimeError, match="no mock_voiceid is active"):
        mock_voiceid.current()


def everything() -> dict[str, Any]:
    return surroundings() | {"threads": threading.active_count()}


def work(end: type[BaseException]) -> None:
    """Change everything that can be changed, then raise."""
    voiceid = client()
    voiceid.list_domains()
    time.sleep(60)
    boto3.client("s3", region_name="us-east-1").list_buckets()
    os.environ["AWS_SECRET_ACCESS_KEY"] = "changed"
    del os.environ["AWS_ACCESS_KEY_ID"]
    raise end


ALL: dict[str, Any] = {
    "start": START,
    "seed": 7,
    "config": {"core": {"service_whitelist": ["voiceid", "s3", "sts"]}},
}
"""Options that change as much as possible."""


def frozen(handle: VoiceID) -> VoiceID:
    handle.clock.freeze()
    return handle


@pytest.mark.parametrize("options", [{}, {"start": START}, ALL])
@pytest.mark.parametrize("kind", [SystemExit, GeneratorExit, KeyboardInterrupt])
def test_block(kind: type[BaseException], options: dict[str, Any]) -> None:
    with pytest.raises(kind), mock_voiceid(**options) as handle:  # noqa: PT012
        frozen(handle)
        work(kind)


def test_seeded_block_restores_randomness(end: type[BaseException]) -> None:
    found = random_source().getstate()
    with pytest.raises(end), mock_voiceid(seed=7, start=START):
        work(end)
    assert random_source().getstate() == found


def test_nested_blocks(end: type[BaseException]) -> None:
    with pytest.raises(end), mock_voiceid(seed="outer") as outer, mock_voiceid(**ALL) as handle:  # noqa: PT012
        frozen(outer)
        frozen(handle)
        work(end)


def test_block_in_another_thread(end: type[BaseException]) -> None:
    ended: list[type[BaseException]] = []

    def run() -> None:
        try:
            with mock_voiceid(**ALL) as handle:
                frozen(handle)
                work(end)
        except BaseException as error:
            ended.append(type(error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert ended == [end]


def test_function(end: type[BaseException]) -> None:
    @mock_voiceid(**ALL)
    def function() -> None:
        frozen(mock_voiceid.current())
        work(end)

    with pytest.raises(end):
        function()


def test_coroutine(end: type[BaseException]) -> None:
    @mock_voiceid(**ALL)
    async def coroutine() -> None:
        frozen(mock_voiceid.current())
        await asyncio.sleep(60)
        work(end)

    step = coroutine()
    loop = asyncio.new_event_loop()
    try:
        with pytest.raises(end):
            loop.run_until_complete(step)
    finally:
        loop.close()


def test_coroutine_cancelled_while_it_sleeps() -> None:
    @mock_voiceid(**ALL)
    async def coroutine() -> None:
        frozen(mock_voiceid.current())
        client().list_domains()
        await asyncio.Event().wait()

    async def cancel() -> None:
        task = asyncio.ensure_future(coroutine())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())


def generator(end: type[BaseException]) -> Callable[[], Generator[VoiceID]]:
    @mock_voiceid(**ALL)
    def made() -> Generator[VoiceID]:
        handle = frozen(mock_voiceid.current())
        client().list_domains()
        yield handle
        work(end)

    return made


def test_generator(end: type[BaseException]) -> None:
    running = generator(end)()
    next(running)
    with pytest.raises(end):
        next(running)


def test_exception_thrown_into_a_generator(end: type[BaseException]) -> None:
    running = generator(end)()
    next(running)
    with pytest.raises(end):
        running.throw(end())


def test_closed_generator() -> None:
    running = generator(ZeroDivisionError)()
    next(running)
    running.close()


def test_garbage_collected_generator() -> None:
    running = generator(ZeroDivisionError)()
    next(running)
    del running
