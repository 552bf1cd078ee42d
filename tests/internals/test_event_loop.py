"""What is known of the inside of asyncio's event loops: these fail when a new Python differs."""

import asyncio

from mock_voiceid.internals import event_loop


class LoopOfSomebodyElse(asyncio.AbstractEventLoop):
    """An event loop that has nothing of asyncio's own."""


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


def test_a_timer_that_has_not_come_does_not_count() -> None:
    async def main() -> bool | None:
        loop = asyncio.get_running_loop()
        timer = loop.call_later(3_600, str)
        try:
            return event_loop.is_idle(loop)
        finally:
            timer.cancel()

    assert asyncio.run(main()) is True


def test_a_loop_of_another_make_does_not_tell() -> None:
    assert event_loop.is_idle(LoopOfSomebodyElse()) is None  # type: ignore[abstract]
