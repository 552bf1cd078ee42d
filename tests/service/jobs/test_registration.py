"""What a registration job does with each of its requests (J9, J10, J14)."""

from typing import Any

import pytest

from mock_voiceid.control.failures import RequestFailure
from mock_voiceid.instants import SECOND
from mock_voiceid.service.jobs.registration import DEFAULT_SIMILARITY_THRESHOLD, Registration
from tests.messages import message_with

from .batch_builders import START, Bench, request, silence, speech

LATER = START + 60 * SECOND


@pytest.fixture
def mallory(bench: Bench) -> str:
    return bench.known_voice("mallory")


def register(work: Registration, *uris: str) -> dict[str, Any]:
    return work.perform(request(*uris), LATER)


def refused(work: Registration, *uris: str) -> tuple[int, str]:
    with pytest.raises(RequestFailure) as failure:
        register(work, *uris)
    return failure.value.code, failure.value.message


def duplicate(fraudster_id: str, score: int) -> dict[str, Any]:
    return {
        "GeneratedFraudsterId": fraudster_id,
        "RegistrationStatus": "DUPLICATE_SKIPPED",
        "FraudsterSimilarityScore": score,
    }


# Whom it registers


def test_a_new_fraudster_is_registered(bench: Bench, mallory: str) -> None:
    outcome = register(bench.registration(), mallory)
    (fraudster,) = bench.fraudsters
    assert outcome == {
        "GeneratedFraudsterId": fraudster.generated_fraudster_id,
        "RegistrationStatus": "NEW_REGISTRATION",
    }
    assert fraudster.created_at == LATER
    assert fraudster.voiceprint == {"mallory"}


def test_a_new_fraudster_goes_to_the_watchlist_that_is_given(bench: Bench, mallory: str) -> None:
    given = bench.new_watchlist("given")
    register(bench.registration(watchlist=given), mallory)
    (fraudster,) = bench.fraudsters
    assert list(given.fraudsters) == [fraudster]
    assert fraudster.watchlist_ids == ["given"]
    assert len(bench.watchlist.fraudsters) == 0


def test_another_voice_is_another_fraudster(bench: Bench, mallory: str) -> None:
    work = bench.registration()
    first, second = register(work, mallory), register(work, bench.known_voice("trudy"))
    assert second["RegistrationStatus"] == "NEW_REGISTRATION"
    assert first["GeneratedFraudsterId"] != second["GeneratedFraudsterId"]


@pytest.mark.parametrize("config", [{}, {"DuplicateRegistrationAction": "SKIP"}], ids=["default", "SKIP"])
def test_the_same_voice_is_a_duplicate(bench: Bench, mallory: str, config: dict[str, Any]) -> None:
    known = bench.register("mallory")
    assert register(bench.registration(**config), mallory) == duplicate(known, 100)
    assert len(bench.fraudsters.all) == 1


def test_a_fraudster_on_another_watchlist_is_a_duplicate(bench: Bench, mallory: str) -> None:
    other = bench.new_watchlist("other")
    known = bench.register("mallory", other)
    assert register(bench.registration(), mallory) == duplicate(known, 100)
    assert len(bench.watchlist.fraudsters) == 0


def test_a_voice_named_twice_is_registered_and_skipped(bench: Bench, mallory: str) -> None:
    work = bench.registration()
    first, second = register(work, mallory), register(work, mallory)
    assert second == duplicate(first["GeneratedFraudsterId"], 100)


def test_a_duplicate_can_be_registered_as_new(bench: Bench, mallory: str) -> None:
    known = bench.register("mallory")
    outcome = register(bench.registration(DuplicateRegistrationAction="REGISTER_AS_NEW"), mallory)
    assert set(outcome) == {"GeneratedFraudsterId", "RegistrationStatus"}
    assert outcome["RegistrationStatus"] == "NEW_REGISTRATION"
    assert outcome["GeneratedFraudsterId"] != known
    assert len(bench.watchlist.fraudsters) == 2


# How alike duplicates are


def test_the_similarity_threshold_is_50_unless_configured() -> None:
    assert DEFAULT_SIMILARITY_THRESHOLD == 50


@pytest.mark.parametrize(
    ("config", "threshold"),
    [({}, DEFAULT_SIMILARITY_THRESHOLD), ({"FraudsterSimilarityThreshold": 80}, 80)],
    ids=["default", "80"],
)
def test_a_fraudster_is_a_duplicate_from_the_threshold_on(
    bench: Bench, mallory: str, config: dict[str, Any], threshold: int
) -> None:
    known = bench.register("trudy")
    bench.voices.similarity("mallory", "trudy", threshold)
    assert register(bench.registration(**config), mallory) == duplicate(known, threshold)
    bench.voices.similarity("mallory", "trudy", threshold - 1)
    assert register(bench.registration(**config), mallory)["RegistrationStatus"] == "NEW_REGISTRATION"


def test_the_closest_fraudster_is_reported(bench: Bench, mallory: str) -> None:
    known = {voice: bench.register(voice) for voice in ("trudy", "oscar", "eve")}
    for voice, score in (("trudy", 60), ("oscar", 90), ("eve", 70)):
        bench.voices.similarity("mallory", voice, score)
    assert register(bench.registration(), mallory) == duplicate(known["oscar"], 90)


def test_at_a_threshold_of_100_only_the_same_voice_is_a_duplicate(bench: Bench, mallory: str) -> None:
    work = bench.registration(FraudsterSimilarityThreshold=100)
    bench.register("trudy")
    bench.voices.similarity("mallory", "trudy", 99)
    assert register(work, mallory)["RegistrationStatus"] == "NEW_REGISTRATION"
    assert register(work, mallory)["FraudsterSimilarityScore"] == 100


def test_at_a_threshold_of_0_every_fraudster_is_a_duplicate(bench: Bench, mallory: str) -> None:
    known = bench.register("trudy")
    bench.register("oscar")
    assert register(bench.registration(FraudsterSimilarityThreshold=0), mallory) == duplicate(known, 0)


def test_at_a_threshold_of_0_the_first_fraudster_is_registered(bench: Bench, mallory: str) -> None:
    outcome = register(bench.registration(FraudsterSimilarityThreshold=0), mallory)
    assert outcome["RegistrationStatus"] == "NEW_REGISTRATION"


def test_every_file_is_compared(bench: Bench, mallory: str) -> None:
    known = bench.register("trudy")
    assert register(bench.registration(), mallory, bench.known_voice("trudy")) == duplicate(known, 100)


# What fails


def test_any_speech_is_enough(bench: Bench) -> None:
    """J11."""
    uri = bench.put("mallory.wav", speech(0.5))
    assert register(bench.registration(), uri)["RegistrationStatus"] == "NEW_REGISTRATION"


def test_nothing_but_silence_is_refused(bench: Bench) -> None:
    assert refused(bench.registration(), bench.put("nobody.wav", silence(60))) == (
        400,
        "There is not enough speech: the audio holds nothing but silence.",
    )
    assert list(bench.fraudsters) == []


def test_unreadable_audio_fails_the_registration(bench: Bench) -> None:
    assert refused(bench.registration(), "s3://batch-input/none") == (
        400,
        message_with("audio file", "s3://batch-input/none"),
    )


def test_a_fraudster_within_the_limit_of_the_watchlist_is_registered(bench: Bench, mallory: str) -> None:
    bench.quotas.fraudsters_per_watchlist = 2
    bench.register("trudy")
    assert register(bench.registration(), mallory)["RegistrationStatus"] == "NEW_REGISTRATION"


def test_a_fraudster_over_the_limit_of_the_watchlist_is_refused(bench: Bench, mallory: str) -> None:
    bench.quotas.fraudsters_per_watchlist = 1_000
    for number in range(1_000):
        bench.register(f"voice {number}")
    assert refused(bench.registration(), mallory) == (
        402,
        "The watchlist default has its limit of 1,000 fraudsters.",
    )
    assert len(bench.fraudsters.all) == 1_000


def test_fraudsters_on_other_watchlists_do_not_count(bench: Bench, mallory: str) -> None:
    bench.quotas.fraudsters_per_watchlist = 1
    bench.register("trudy", bench.new_watchlist("other"))
    assert register(bench.registration(), mallory)["RegistrationStatus"] == "NEW_REGISTRATION"


def test_a_duplicate_is_reported_at_the_limit_too(bench: Bench, mallory: str) -> None:
    bench.quotas.fraudsters_per_watchlist = 1
    known = bench.register("mallory")
    assert register(bench.registration(), mallory) == duplicate(known, 100)


def test_a_duplicate_registered_as_new_keeps_to_the_limit(bench: Bench, mallory: str) -> None:
    bench.quotas.fraudsters_per_watchlist = 1
    bench.register("mallory")
    assert refused(bench.registration(DuplicateRegistrationAction="REGISTER_AS_NEW"), mallory)[0] == 402


def test_a_job_takes_as_many_requests_as_its_quota(bench: Bench) -> None:
    assert bench.registration().limit == 500
    bench.quotas.fraudsters_per_job = 7
    assert bench.registration().limit == 7
