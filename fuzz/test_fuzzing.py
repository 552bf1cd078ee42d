"""Whatever is sent: only answers that the model knows come back, nothing breaks inside, and nothing hangs."""

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings

from mock_voiceid import ThreadedServer
from mock_voiceid.server.application import Application

from .conftest import requests_of, seed_of
from .doors import Door, application, handlers, in_process, over_a_socket
from .running import Runner
from .steps import Mixture, Step
from .tally import Tally
from .world import frozen, world

PARTS = 4
"""Each way is gone in so many parts, for several workers."""


@dataclass(frozen=True)
class Way:
    """A door, what goes through it, and how many of a hundred requests."""

    door: str
    mixture: Mixture
    share: int


WAYS = (
    Way("handlers", Mixture(valid=68, almost=20), 40),
    Way("handlers", Mixture(valid=8, almost=52, wild=28), 13),
    Way("in-process", Mixture(valid=20, almost=12, wild=56), 8),
    Way("application", Mixture(valid=40, almost=24, wild=24), 14),
    Way("application", Mixture(valid=24, almost=4, wild=60, well_addressed=False), 8),
    Way("application", Mixture(valid=40, almost=0, control=48), 15),
    Way("socket", Mixture(valid=20, almost=20, wild=32, control=16, well_addressed=False), 2),
)


@contextmanager
def opened(name: str) -> Iterator[Door]:
    with ExitStack() as until_the_end:
        match name:
            case "handlers":
                yield handlers
            case "in-process":
                yield in_process
            case "application":
                yield application(Application())
            case "socket":
                server = until_the_end.enter_context(ThreadedServer(connection_timeout=2))
                yield over_a_socket(server.endpoint_url)


@pytest.fixture(scope="session", autouse=True)
def _frozen() -> Iterator[None]:
    with frozen():
        yield


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    "number", range(len(WAYS)), ids=[f"{number}-{way.door}" for number, way in enumerate(WAYS)]
)
def test_every_answer_is_one_of_the_models(
    number: int, part: int, pytestconfig: pytest.Config, tally: Tally
) -> None:
    way = WAYS[number]
    asked = requests_of(pytestconfig) * way.share / 100 / PARTS
    average = sum(way.mixture.lengths) / 2 * (100 - way.mixture.beside) / 100

    with opened(way.door) as door:
        # A seed of its own, or all parts would do the same.
        @seed(f"{seed_of(pytestconfig)} {number} {part}")
        @hypothesis_settings(
            max_examples=math.ceil(asked / average),
            deadline=None,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if pytestconfig.getoption("--shrink") else [])],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        )
        @given(way.mixture.sequences())
        def run(steps: list[Step]) -> None:
            with world() as made:
                Runner(made, door, way.door, tally).run(steps)

        run()
