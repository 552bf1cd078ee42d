"""Sessions: how they are started, stream and end (E1, E2)."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_voiceid import VoiceID, mock_voiceid
from mock_voiceid.api.exceptions import (
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
)
from tests.calls import session
from tests.messages import mentioning
from tests.options import FIXED_OPTIONS

Refused = Callable[..., Any]
pytestmark = FIXED_OPTIONS


@pytest.fixture
def client() -> Any:
    return session().client("voice-id")


@pytest.fixture
def domain_id(voiceid_domain: dict[str, Any]) -> str:
    return str(voiceid_domain["DomainId"])


@pytest.fixture
def evaluate(voiceid_client: Any, domain_id: str) -> Callable[..., dict[str, Any]]:
    def call(session: str = "contact") -> dict[str, Any]:
        answer: dict[str, Any] = voiceid_client.evaluate_session(DomainId=domain_id, SessionNameOrId=session)
        return answer

    return call


def test_unknown_session_is_not_found(voiceid_client: Any, domain_id: str, refused: Refused) -> None:
    """E1."""
    for name in ("contact", "id#" + "A" * 22):
        refusal = refused(voiceid_client.evaluate_session, DomainId=domain_id, SessionNameOrId=name)
        assert (refusal.name, refusal.resource_type) == ("ResourceNotFoundException", "SESSION")
        assert refusal.message == (
            f"Session '{name}' is not in domain '{domain_id}'. Amazon Connect starts sessions; "
            "in mock-voiceid a test does: voice_id.sessions.start(domain_id, name)."
        )


def test_session_is_found_by_name_and_by_id(
    voiceid: VoiceID, domain_id: str, evaluate: Callable[..., Any]
) -> None:
    """E1."""
    session = voiceid.sessions.start(domain_id, "contact")
    voiceid.sessions.start(domain_id, "other")
    assert session.domain_id == domain_id
    assert session.session_name == "contact"
    by_name, by_id = evaluate("contact"), evaluate(session.session_id)
    for answer in (by_name, by_id):
        assert answer["DomainId"] == domain_id
        assert answer["SessionId"] == session.session_id
        assert answer["SessionName"] == "contact"
    assert by_name["FraudDetectionResult"] == by_id["FraudDetectionResult"]


def test_session_is_found_in_its_domain_only(
    voiceid: VoiceID, voiceid_client: Any, domain_id: str, new_domain: Callable[..., Any], refused: Refused
) -> None:
    """E1."""
    voiceid.sessions.start(domain_id, "contact")
    other = new_domain()["DomainId"]
    refusal = refused(voiceid_client.evaluate_session, DomainId=other, SessionNameOrId="contact")
    assert refusal.resource_type == "SESSION"


def test_a_domain_of_any_region_takes_sessions(
    voiceid: VoiceID, new_client: Callable[..., Any], new_domain: Callable[..., Any]
) -> None:
    client = new_client(region="eu-west-2")
    domain_id = new_domain(client=client)["DomainId"]
    voiceid.sessions.start(domain_id, "contact")
    answer = client.evaluate_session(DomainId=domain_id, SessionNameOrId="contact")
    assert answer["SessionName"] == "contact"


def test_audio_is_pending_ongoing_and_ended(
    voiceid: VoiceID, domain_id: str, evaluate: Callable[..., Any]
) -> None:
    """E2."""
    session = voiceid.sessions.start(domain_id, "contact")
    assert evaluate()["StreamingStatus"] == session.streaming_status == "PENDING_CONFIGURATION"
    voiceid.clock.tick(0.001)
    assert evaluate()["StreamingStatus"] == session.streaming_status == "ONGOING"
    voiceid.clock.tick(days=1)
    assert evaluate()["StreamingStatus"] == session.streaming_status == "ONGOING"
    session.end()
    assert evaluate()["StreamingStatus"] == session.streaming_status == "ENDED"


@pytest.mark.voiceid(timing={"streaming": 3})
def test_audio_may_take_a_while_to_come(
    voiceid: VoiceID, domain_id: str, evaluate: Callable[..., Any]
) -> None:
    """E2."""
    session = voiceid.sessions.start(domain_id, "contact")
    voiceid.clock.tick(3)
    assert session.streaming_status == "PENDING_CONFIGURATION"
    voiceid.clock.tick(2)
    assert session.streaming_status == "ONGOING"
    assert session.speech_seconds == 2


def test_speech_grows_with_time_until_the_stream_ends(voiceid: VoiceID, domain_id: str) -> None:
    """E2."""
    session = voiceid.sessions.start(domain_id, "contact")
    assert session.speech_seconds == 0
    voiceid.clock.tick(7.5)
    assert session.speech_seconds == 7.5
    session.end()
    session.end()  # it has ended, so this changes nothing
    voiceid.clock.tick(7.5)
    assert session.speech_seconds == 7.5


def test_a_stream_with_a_duration_ends_by_itself(
    voiceid: VoiceID, domain_id: str, evaluate: Callable[..., Any]
) -> None:
    """E2."""
    session = voiceid.sessions.start(domain_id, "contact", duration=45)
    voiceid.clock.tick(44)
    assert evaluate()["StreamingStatus"] == "ONGOING"
    voiceid.clock.tick(60)
    assert evaluate()["StreamingStatus"] == "ENDED"
    assert session.speech_seconds == 45


def test_a_stream_that_was_ended_does_not_end_again(voiceid: VoiceID, domain_id: str) -> None:
    session = voiceid.sessions.start(domain_id, "contact", duration=45)
    voiceid.clock.tick(10)
    session.end()
    again = voiceid.sessions.start(domain_id, "contact")
    voiceid.clock.tick(40)
    assert again.streaming_status == "ONGOING"
    assert again.session_id == session.session_id


def test_another_stream_keeps_the_speaker_and_nothing_else(
    voiceid: VoiceID, domain_id: str, evaluate: Callable[..., Any]
) -> None:
    """E10."""
    session = voiceid.sessions.start(domain_id, "contact", "ann", acceptance_threshold=70)
    session.end()
    first = evaluate()["AuthenticationResult"]
    voiceid.sessions.start(domain_id, "contact")
    second = evaluate()["AuthenticationResult"]
    assert first["Configuration"] == {"AcceptanceThreshold": 70}
    assert second["Configuration"] == {"AcceptanceThreshold": 90}
    assert second["CustomerSpeakerId"] == "ann"


def test_another_stream_is_another_result_also_at_the_same_instant(
    voiceid: VoiceID, domain_id: str, evaluate: Callable[..., Any]
) -> None:
    """E6, E10."""
    identifiers = set()
    for _ in range(2):
        session = voiceid.sessions.start(domain_id, "contact")
        answer = evaluate()
        identifiers.add(answer["AuthenticationResult"]["AuthenticationResultId"])
        identifiers.add(answer["FraudDetectionResult"]["FraudDetectionResultId"])
        session.end()
    assert len(identifiers) == 4


def test_a_session_streams_once_at_a_time(voiceid: VoiceID, domain_id: str) -> None:
    """E7."""
    session = voiceid.sessions.start(domain_id, "contact")
    with pytest.raises(ConflictException, match=r"^Session 'contact' is streaming already; end") as caught:
        voiceid.sessions.start(domain_id, "contact")
    assert caught.value.conflict_type == "ANOTHER_ACTIVE_STREAM"
    session.end()
    voiceid.sessions.start(domain_id, "contact")


def test_fifty_sessions_of_a_domain_stream_at_a_time(
    voiceid: VoiceID, domain_id: str, new_domain: Callable[..., Any]
) -> None:
    """E1."""
    started = [voiceid.sessions.start(domain_id, f"contact-{number}") for number in range(50)]
    with pytest.raises(ServiceQuotaExceededException) as caught:
        voiceid.sessions.start(domain_id, "one-too-many")
    assert (
        str(caught.value) == f"Domain '{domain_id}' has its limit of 50 concurrent sessions; end one first."
    )
    voiceid.sessions.start(new_domain()["DomainId"], "of-another-domain")
    started[7].end()
    voiceid.sessions.start(domain_id, "one-too-many")


def test_deleting_the_domain_ends_its_sessions(
    voiceid: VoiceID, voiceid_client: Any, domain_id: str, refused: Refused
) -> None:
    """D6, E2."""
    session = voiceid.sessions.start(domain_id, "contact")
    voiceid.clock.tick(5)
    voiceid_client.delete_domain(DomainId=domain_id)
    voiceid.clock.tick(5)
    assert (session.streaming_status, session.speech_seconds) == ("ENDED", 5)
    refusal = refused(voiceid_client.evaluate_session, DomainId=domain_id, SessionNameOrId="contact")
    assert (refusal.name, refusal.conflict_type) == ("ConflictException", "DOMAIN_NOT_ACTIVE")
    with pytest.raises(ConflictException, match=mentioning("Domain", domain_id)):
        voiceid.sessions.start(domain_id, "another")
    with pytest.raises(ConflictException, match=mentioning("Domain", domain_id)):
        session.set_speaker("anna")
    session.end()


def test_unknown_domain_of_a_session_is_named(voiceid: VoiceID, voiceid_client: Any, domain_id: str) -> None:
    with pytest.raises(ResourceNotFoundException) as caught:
        voiceid.sessions.start("A" * 22, "contact")
    assert caught.value.resource_type == "DOMAIN"
    assert str(caught.value) == f"Domain '{'A' * 22}' is in no account and region; create it first."


def test_a_session_is_gone_with_its_domain(voiceid: VoiceID, voiceid_client: Any, domain_id: str) -> None:
    """D5."""
    session = voiceid.sessions.start(domain_id, "contact")
    voiceid_client.delete_domain(DomainId=domain_id)
    voiceid.clock.tick(days=30)
    with pytest.raises(ResourceNotFoundException, match=mentioning("Domain", domain_id)):
        session.end()


def test_a_reset_drops_sessions(
    voiceid: VoiceID, voiceid_client: Any, new_domain: Callable[..., Any]
) -> None:
    session = voiceid.sessions.start(new_domain()["DomainId"], "contact")
    voiceid.reset()
    with pytest.raises(ResourceNotFoundException, match=mentioning("Domain", session.domain_id)):
        _ = session.streaming_status
    with pytest.raises(ResourceNotFoundException, match=mentioning("Domain", session.domain_id)):
        session.end()


def test_generated_speaker_must_be_there(voiceid: VoiceID, domain_id: str) -> None:
    """E7."""
    unknown = "id#" + "A" * 22
    session = voiceid.sessions.start(domain_id, "contact")
    for act in (
        lambda: voiceid.sessions.start(domain_id, "another", speaker_id=unknown),
        lambda: session.set_speaker(unknown),
    ):
        with pytest.raises(ResourceNotFoundException, match=mentioning("SpeakerId", domain_id)) as caught:
            act()
        assert caught.value.resource_type == "SPEAKER"


def test_watchlist_must_be_there(voiceid: VoiceID, domain_id: str) -> None:
    session = voiceid.sessions.start(domain_id, "contact")
    for act in (
        lambda: voiceid.sessions.start(domain_id, "another", watchlist_id="A" * 22),
        lambda: session.configure(watchlist_id="A" * 22),
    ):
        with pytest.raises(ResourceNotFoundException, match=r"^Watchlist ") as caught:
            act()
        assert caught.value.resource_type == "WATCHLIST"


def test_watchlist_deleted_meanwhile_is_not_found(
    voiceid: VoiceID, voiceid_client: Any, domain_id: str, refused: Refused
) -> None:
    """E5."""
    created = voiceid_client.create_watchlist(DomainId=domain_id, Name="callers")["Watchlist"]
    voiceid.sessions.start(domain_id, "contact", watchlist_id=created["WatchlistId"])
    voiceid_client.delete_watchlist(DomainId=domain_id, WatchlistId=created["WatchlistId"])
    refusal = refused(voiceid_client.evaluate_session, DomainId=domain_id, SessionNameOrId="contact")
    assert refusal.resource_type == "WATCHLIST"


def test_voice_of_a_session_must_have_a_name(voiceid: VoiceID, domain_id: str) -> None:
    with pytest.raises(ValueError, match=mentioning("voice", "'anna'", "''")):
        voiceid.sessions.start(domain_id, "contact", voice="")
    voiceid.sessions.start(domain_id, "contact")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": "no blanks"}, "name 'no blanks' is no SessionName: 1 to 36 characters that match "),
        ({"name": ""}, "name '' is no SessionName"),
        ({"name": 7}, "name 7 is no SessionName"),
        ({"speaker_id": "id#short"}, "speaker_id 'id#short' is no SpeakerId: 1 to 256 characters"),
        ({"acceptance_threshold": 101}, "acceptance_threshold is a whole number from 0 to 100, not 101"),
        ({"risk_threshold": 49.5}, "risk_threshold is a whole number from 0 to 100, not 49.5"),
        ({"spoofing_risk": -1}, "spoofing_risk is a whole number from 0 to 100, not -1"),
        ({"speech_seconds": -1}, "speech_seconds is a number of seconds from 0 to 86,400, a day, not -1"),
        ({"duration": float("inf")}, "duration is a number of seconds from 0 to 86,400, a day, not inf"),
        ({"duration": "10"}, "duration is a number of seconds from 0 to 86,400, a day, not '10'"),
        ({"watchlist_id": "short"}, "watchlist_id 'short' is no WatchlistId: 22 to 22 characters"),
        ({"watchlist_id": ["A" * 22]}, "watchlist_id ['AAAA"),
        (
            {"minimum_speech_seconds": 4.9},
            "minimum_speech_seconds is a number of seconds from 5 to 10",
        ),
        ({"minimum_speech_seconds": True}, "minimum_speech_seconds is a number of seconds from 5 to 10"),
    ],
)
def test_wrong_argument_is_refused(
    voiceid: VoiceID, domain_id: str, wrong: dict[str, Any], message: str
) -> None:
    arguments: dict[str, Any] = {"name": "contact", **wrong}
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared below
        voiceid.sessions.start(domain_id, **arguments)
    assert str(caught.value).startswith(message)
    voiceid.sessions.start(domain_id, "contact")


@pytest.mark.parametrize("flag", ["authentication", "fraud_detection"])
def test_flag_is_true_or_false(voiceid: VoiceID, domain_id: str, flag: str) -> None:
    wrong: dict[str, Any] = {flag: "yes"}
    with pytest.raises(TypeError, match=mentioning(flag, True, False, "'yes'")):
        voiceid.sessions.start(domain_id, "contact", **wrong)


def test_wrong_configuration_is_refused(voiceid: VoiceID, domain_id: str) -> None:
    session = voiceid.sessions.start(domain_id, "contact")
    with pytest.raises(TypeError, match=r"^configure takes what is to change: acceptance_thr"):
        session.configure()
    with pytest.raises(ValueError, match=r"^risk_threshold is a whole number from 0 to 100, not 101$"):
        session.configure(risk_threshold=101)
    with pytest.raises(ValueError, match=r"^acceptance_threshold is a whole number from 0 to 100, not -1$"):
        session.configure(acceptance_threshold=-1)
    with pytest.raises(ValueError, match=r"^speaker_id '' is no SpeakerId"):
        session.set_speaker("")


def test_a_session_is_over_with_its_mock(client: Any) -> None:
    with mock_voiceid() as handle:
        encryption = {"KmsKeyId": "key"}
        created = client.create_domain(Name="calls", ServerSideEncryptionConfiguration=encryption)["Domain"]
        domain_id = created["DomainId"]
        session = handle.sessions.start(domain_id, "contact")
        assert session.speech_seconds < 60
    for look in ("streaming_status", "speech_seconds", "enrollment_status", "enrollment_message"):
        with pytest.raises(RuntimeError, match=r"^this mock_voiceid is over, and so are its sessions"):
            getattr(session, look)
    with pytest.raises(RuntimeError, match=r"^this mock_voiceid is over, and so are its sessions: use the"):
        handle.sessions.start(domain_id, "contact")
