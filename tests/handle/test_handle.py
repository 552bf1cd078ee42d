"""The handle: what it holds, the backend that it gives, and which handle counts."""

from collections.abc import Callable

import pytest
from moto import mock_aws

from mock_voiceid import Quotas, Timing, VoiceID, mock_voiceid
from mock_voiceid.control.context import activate, current, deactivate
from tests.calls import client, create_domain
from tests.messages import mentioning


def test_a_handle_has_the_defaults() -> None:
    handle = VoiceID()
    assert (handle.timing, handle.quotas) == (Timing(), Quotas())
    assert (handle.strict, handle.compliance_consent) == (False, True)


def test_the_backend_is_the_state_itself() -> None:
    with mock_voiceid() as voice_id:
        domain_id = create_domain(client())
        domain = voice_id.backend().domains.get(domain_id)
        assert domain is not None
        assert domain.name == "contact-center"


def test_the_backend_of_a_region_where_voice_id_never_was_says_where_it_was() -> None:
    with mock_voiceid() as voice_id, pytest.raises(ValueError, match="Voice ID is not in eu-west-1"):
        voice_id.backend("eu-west-1")


def test_the_backend_is_up_to_date() -> None:
    with mock_voiceid(start="2026-01-05T09:00:00Z") as voice_id:
        domain_id = create_domain(client())
        client().delete_domain(DomainId=domain_id)
        assert domain_id in voice_id.backend().domains
        voice_id.clock.tick(days=31)
        assert domain_id not in voice_id.backend().domains


def test_a_reset_keeps_timing_and_quotas() -> None:
    with mock_voiceid(timing={"queue": 9}, quotas={"domains": 7}) as voice_id:
        create_domain(client())
        voice_id.reset()
        assert client().list_domains()["DomainSummaries"] == []
        assert (voice_id.timing.queue, voice_id.quotas.domains) == (9, 7)


def test_plain_moto_goes_by_the_defaults() -> None:
    with mock_aws():
        for _ in range(Quotas().domains):
            create_domain(client())
        with pytest.raises(client().exceptions.ServiceQuotaExceededException):
            create_domain(client())
    assert (current().timing, current().quotas) == (Timing(), Quotas())


def test_the_innermost_handle_counts_wherever_another_is_taken_out() -> None:
    outer, inner = VoiceID(), VoiceID()
    activate(outer)
    activate(inner)
    deactivate(outer)
    assert current() is inner
    deactivate(inner)
    assert current() not in (outer, inner)


def test_a_clock_has_nothing_to_do_before_the_service_is_imported() -> None:
    from tests.processes import python

    said = python("""
        import sys
        from mock_voiceid.handle.voice_id import VoiceID
        handle = VoiceID()
        handle.clock.settle()
        print("moto" in sys.modules)
    """)
    assert said == "False"


@pytest.mark.parametrize("move", ["tick(5)", "freeze()", "move_to('2040-01-01')", "run_until_idle()"])
def test_the_clock_of_a_mock_that_is_over_moves_no_more(move: str) -> None:
    with mock_voiceid() as voice_id:
        pass
    with pytest.raises(RuntimeError) as refused:
        eval(f"clock.{move}", {"clock": voice_id.clock})
    assert str(refused.value) == (
        "this mock_voiceid is over, and its clock moves no more: use that of the active one, "
        "mock_voiceid.current().clock"
    )
    assert not voice_id.clock.frozen


def test_a_mock_that_is_over_is_not_reset() -> None:
    with mock_voiceid() as over:
        pass
    with mock_voiceid():
        create_domain(client())
        with pytest.raises(RuntimeError) as refused:
            over.reset()
        assert str(refused.value) == ("this mock_voiceid is over: use the active one, mock_voiceid.current()")
        assert len(client().list_domains()["DomainSummaries"]) == 1


def test_options_are_checked_where_they_are_set() -> None:
    handle = VoiceID()
    handle.timing = {"queue": 3}  # type: ignore[assignment]
    handle.quotas = {"domains": 4}  # type: ignore[assignment]
    handle.strict = True
    handle.compliance_consent = False
    assert (handle.timing, handle.quotas) == (Timing(queue=3), Quotas(domains=4))
    assert (handle.strict, handle.compliance_consent) == (True, False)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("timing", 5, ["timing", "Timing", "'queue'", "5"]), ("strict", "maybe", ["strict", "True", "'maybe'"])],
)
def test_an_option_that_is_wrong_is_refused_where_it_is_set(
    name: str, value: object, words: list[str]
) -> None:
    with pytest.raises(TypeError, match=mentioning(*words)):
        setattr(VoiceID(), name, value)


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        (
            "clok",
            3,
            AttributeError,
            "the handle of mock_voiceid has no 'clok'; did you mean 'clock'? There is clock, "
            "compliance_consent, faults, quotas, sessions, strict, throttle, timing, voices.",
        ),
        (
            "clock",
            3,
            AttributeError,
            "'clock' stays what it is: call its methods instead of setting it",
        ),
    ],
)
def test_what_can_not_be_set_is_refused(
    name: str, value: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as refused:
        setattr(VoiceID(), name, value)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "change",
    [
        lambda over: over.faults.inject("ListDomains", "AccessDeniedException"),
        lambda over: over.faults.fail_next_job("boom"),
        lambda over: over.faults.fail_request("request-1", 500, "boom"),
        lambda over: over.voices.assign("s3://recordings/anna.wav", "anna"),
        lambda over: over.voices.similarity("anna", "bella", 99),
        lambda over: setattr(over.timing, "queue", 3),
        lambda over: setattr(over.quotas, "domains", 3),
        lambda over: setattr(over, "strict", True),
    ],
)
def test_a_handle_that_is_over_takes_no_orders(change: Callable[[VoiceID], None]) -> None:
    with mock_voiceid() as over:
        change(over)
    with pytest.raises(RuntimeError, match="this mock_voiceid is over: use the active one"):
        change(over)
