"""Private state of asyncio's event loops: these tests fail if a new Python changes it."""

import asyncio

from mock_voiceid.internals import event_loop


class ForeignLoop(asyncio.AbstractEventLoop):
    """An event loop that does not derive from asyncio's."""


def test_a_loop_with_nothing_else_to_run_is_idle() -> None:
    async def main() -> bool | None:
        return event_loop.is_idle(asyncio.get_running_loop())

    assert asyncio.run(main()) is True


def test_a_loop_with_something_to_run_is_not_idle() -> None:
    async def main() -> bool | None:
        loop = asyncio.get_running_loop()
        loop.call_soon(str)
        return event_loop.is_idle(loop)

    assert asyncio.run(main()) is False


def test_loop_with_only_a_pending_timer_is_idle() -> None:
    async def main() -> bool | None:
        loop = asyncio.get_running_loop()
        timer = loop.call_later(3_600, str)
        try:
            return event_loop.is_idle(loop)
        finally:
            timer.cancel()

    assert asyncio.run(main()) is True


def test_idleness_of_other_loops_is_unknown() -> None:
    assert event_loop.is_idle(ForeignLoop()) is None  # type: ignore[abstract]
