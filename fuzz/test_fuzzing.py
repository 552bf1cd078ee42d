"""Any request gets a response of the model; nothing fails inside, and nothing hangs."""

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
from .entry_points import EntryPoint, application, handlers, in_process, over_a_socket
from .running import Runner
from .steps import Mixture, Step
from .tally import Tally
from .world import frozen, world

PARTS = 4
"""Each campaign has this many parts, which workers run in parallel."""


@dataclass(frozen=True)
class Campaign:
    """An entry point, the mixture of requests for it, and its share of all requests in percent."""

    entry_point: str
    mixture: Mixture
    share: int


CAMPAIGNS = (
    Campaign("handlers", Mixture(valid=68, almost=20), 40),
    Campaign("handlers", Mixture(valid=8, almost=52, wild=28), 13),
    Campaign("in-process", Mixture(valid=20, almost=12, wild=56), 8),
    Campaign("application", Mixture(valid=40, almost=24, wild=24), 14),
    Campaign("application", Mixture(valid=24, almost=4, wild=60, well_addressed=False), 8),
    Campaign("application", Mixture(valid=40, almost=0, control=48), 15),
    Campaign("socket", Mixture(valid=20, almost=20, wild=32, control=16, well_addressed=False), 2),
)


@contextmanager
def opened(name: str) -> Iterator[EntryPoint]:
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
    "number",
    range(len(CAMPAIGNS)),
    ids=[f"{number}-{campaign.entry_point}" for number, campaign in enumerate(CAMPAIGNS)],
)
def test_every_response_follows_the_model(
    number: int, part: int, pytestconfig: pytest.Config, tally: Tally
) -> None:
    campaign = CAMPAIGNS[number]
    asked = requests_of(pytestconfig) * campaign.share / 100 / PARTS
    average = sum(campaign.mixture.lengths) / 2 * (100 - campaign.mixture.beside) / 100

    with opened(campaign.entry_point) as entry_point:
        # A different seed in each part, otherwise all parts would be the same.
        @seed(f"{seed_of(pytestconfig)} {number} {part}")
        @hypothesis_settings(
            max_examples=math.ceil(asked / average),
            deadline=None,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if pytestconfig.getoption("--shrink") else [])],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        )
        @given(campaign.mixture.sequences())
        def run(steps: list[Step]) -> None:
            with world() as made:
                Runner(made, entry_point, campaign.entry_point, tally).run(steps)

        run()
