"""A real interrupt during a mocked call: the mock stops and leaves nothing behind."""

import os

import pytest

from tests.processes import python

from .scenes import scene

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends signals to itself")

BODIES = {
    "a block": """
        with mock_voiceid(start=START, seed=7):
            interrupted_call()
    """,
    "a frozen clock that moves": """
        with mock_voiceid(start=START, seed=7) as handle:
            domain_id = create_domain(client())
            handle.backend().agenda.at(handle.clock.instant() + 1, lambda _: interrupt())
            time.sleep(60)
    """,
    "a coroutine": """
        @mock_voiceid(start=START, seed=7)
        async def coroutine():
            await asyncio.sleep(60)
            interrupted_call()
        asyncio.run(coroutine())
    """,
    "a generator": """
        @mock_voiceid(start=START, seed=7)
        def generator():
            yield
            interrupted_call()
        list(generator())
    """,
    "a mock within a mock": """
        with mock_voiceid(seed=3), mock_voiceid(start=START, seed=7):
            interrupted_call()
    """,
}


@pytest.mark.parametrize("name", BODIES)
def test_interrupt_restores_the_surroundings(name: str) -> None:
    body = "\n".join(f"    {line.removeprefix('    ' * 2)}" for line in BODIES[name].splitlines())
    assert python(scene(INTERRUPTED.format(body=body))) == "interrupted, True"


INTERRUPTED = """
def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(10_000):
        pass  # the interrupt arrives here

def interrupted_call():
    voiceid = client()
    # The mock has responded, botocore parses the response.
    voiceid.meta.events.register("before-send.voice-id.ListDomains", lambda **_: interrupt())
    voiceid.list_domains()

try:
{body}
    print("nothing happened")
except KeyboardInterrupt:
    print("interrupted,", restored())
"""


def test_repeated_interrupts_leave_nothing_behind() -> None:
    printed = python(
        scene(
            """
            ends = []
            for _ in range(5):
                try:
                    with mock_voiceid(start=START, seed=7):
                        client().list_domains()
                        signal.raise_signal(signal.SIGINT)
                except KeyboardInterrupt:
                    ends.append(restored())
            print(ends)
            """
        )
    )
    assert printed == "[True, True, True, True, True]"
