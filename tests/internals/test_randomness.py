"""Moto's random source: it is the only one, can be seeded, and is restored."""

from contextlib import ExitStack

import boto3
import pytest
import requests
from moto import mock_aws
from moto.moto_api._internal import mock_random

from mock_voiceid.internals.randomness import kept_randomness, new_uuid, random_source


def create_domain() -> dict[str, object]:
    client = boto3.client("voice-id", region_name="us-east-1")
    answer = client.create_domain(Name="d", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/aws/s3"})
    return {
        "id": answer["Domain"]["DomainId"],
        "watchlist": answer["Domain"]["WatchlistDetails"]["DefaultWatchlistId"],
        "request id": answer["ResponseMetadata"]["RequestId"],
    }


def test_source_is_motos() -> None:
    assert random_source() is mock_random


def test_ids_come_from_motos_own_seedable_source() -> None:
    found = mock_random.getstate()
    drawn = []
    for _ in range(2):
        with mock_aws():
            requests.post("http://motoapi.amazonaws.com/moto-api/seed?a=42", timeout=5)
            drawn.append(create_domain())
    mock_random.setstate(found)
    assert drawn[0] == drawn[1]


def test_randomness_is_restored() -> None:
    before = mock_random.getstate()
    with kept_randomness():
        mock_random.seed("a")
        mock_random.random()
    assert mock_random.getstate() == before


def test_randomness_is_restored_after_an_exception() -> None:
    before = mock_random.getstate()
    with pytest.raises(ZeroDivisionError), kept_randomness():
        raise ZeroDivisionError(mock_random.random())
    assert mock_random.getstate() == before


def test_blocks_can_end_in_the_order_of_their_start() -> None:
    before = mock_random.getstate()
    first, second = ExitStack(), ExitStack()
    first.enter_context(kept_randomness())
    mock_random.seed(1)
    second.enter_context(kept_randomness())
    mock_random.seed(2)
    first.close()
    second.close()
    assert mock_random.getstate() == before


def test_inner_block_restores_the_state_of_the_outer_one() -> None:
    with kept_randomness():
        mock_random.seed(1)
        drawn = [mock_random.random(), mock_random.random()]
        mock_random.seed(1)
        assert mock_random.random() == drawn[0]
        with kept_randomness():
            mock_random.seed(2)
        assert mock_random.random() == drawn[1]


def test_a_uuid_is_the_one_that_moto_would_draw() -> None:
    with kept_randomness():
        random_source().seed(5)
        theirs = [str(random_source().uuid4()) for _ in range(100)]
        random_source().seed(5)
        assert [new_uuid() for _ in range(100)] == theirs
