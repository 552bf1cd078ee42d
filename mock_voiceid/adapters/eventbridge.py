"""Sends events to the targets of rules on the default bus of the mocked EventBridge."""

import copy
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

from moto.utilities.arns import Arn, parse_arn

from ..instants import SECOND, Instant, epoch_seconds_of, iso_of
from ..internals.randomness import new_uuid

SOURCE = "aws.voiceid"
BUS = "default"

log = logging.getLogger(__name__)

Event = dict[str, Any]


class DefaultBus:
    """The default event bus of one account and region."""

    def __init__(self, account_id: str, region: str) -> None:
        self._account_id = account_id
        self._region = region

    def has_rules_for(self, detail_type: str) -> bool:
        """Return whether any rule could match an event of this detail type."""
        return next(self._rules(detail_type), None) is not None

    def publish(self, detail_type: str, resource: str, instant: Instant, detail: dict[str, Any]) -> None:
        """Send an event to the targets of all matching rules.

        The failure of a target is logged; the other targets still get the event.

        Args:
            detail_type: the `detail-type` of the event.
            resource: ARN of the resource that the event is about.
            instant: when it happened, in simulated time.
            detail: the `detail` of the event, JSON.
        """
        event = {
            "version": "0",
            "id": new_uuid(),
            "detail-type": detail_type,
            "source": SOURCE,
            "account": self._account_id,
            "time": iso_of(instant - instant % SECOND),
            "region": self._region,
            "resources": [resource],
            "detail": detail,
        }
        # A copy, because a target may change the rules.
        for rule in list(self._rules(detail_type)):
            if _matches(rule, event):
                for target in list(rule.targets):
                    self._send(rule, target, event, instant)

    def _rules(self, detail_type: str) -> Iterator[Any]:
        """Yield the rules with targets whose patterns could match an event of this detail type."""
        asked = {"source": SOURCE, "detail-type": detail_type, "account": self._account_id}
        events = sys.modules.get("moto.events.models")
        if events is None:
            return  # no rule has been created yet
        # Moto's own look-up would create the backend, which takes longer than everything else here.
        backend = events.events_backends.get(self._account_id, {}).get(self._region)
        bus = backend.event_buses.get(BUS) if backend else None
        for rule in bus.rules.values() if bus else ():
            pattern = rule.event_pattern.get_pattern()
            # A rule without a pattern is a schedule; Moto would match it with everything.
            if rule.state == "ENABLED" and rule.targets and pattern and _may_match(pattern, asked):
                yield rule

    def _send(self, rule: Any, target: dict[str, Any], event: Event, instant: Instant) -> None:
        try:
            arn = parse_arn(target["Arn"])
            send = _SENDERS.get(arn.service)
            if send is None:
                _send_as_moto_does(rule, target, event, instant)
            else:
                send(arn, target, _input(target, event, instant), instant)
        except Exception as error:
            # A target can raise anything, for example because Moto does not support it.
            log.warning(
                "The rule '%s' could not send a '%s' event to its target %s: %s: %s",
                rule.name,
                event["detail-type"],
                target["Arn"],
                type(error).__name__,
                error,
            )


def _may_match(pattern: dict[str, Any], asked: dict[str, str]) -> bool:
    """Return whether a pattern could match, judging only by its lists of plain strings."""
    for name, value in asked.items():
        allowed = pattern.get(name)
        if (
            isinstance(allowed, list)
            and all(isinstance(one, str) for one in allowed)
            and value not in allowed
        ):
            return False
    return True


def _matches(rule: Any, event: Event) -> bool:
    try:
        return bool(rule.event_pattern.matches_event(event))
    except Exception as error:
        # Moto accepts patterns that it can't match, such as {"prefix": 5}.
        log.warning(
            "The pattern of the rule '%s' could not be compared with a '%s' event: %s: %s",
            rule.name,
            event["detail-type"],
            type(error).__name__,
            error,
        )
        return False


def _input(target: dict[str, Any], event: Event, instant: Instant) -> str:
    """Return the input of a target: the whole event, or what the target specifies."""
    if "Input" in target:
        return str(target["Input"])
    if "InputPath" in target:
        from jsonpath_ng.ext import parser

        path = parser.parse(target["InputPath"])
        return json.dumps(next((found.value for found in path.find(event)), None))
    transformer = target.get("InputTransformer")
    if transformer is None:
        return json.dumps(event)
    from moto.events.utils import EventTemplateParser

    parsed = EventTemplateParser.parse(
        transformer["InputTemplate"],
        transformer.get("InputPathsMap", {}),
        {**event, "ingestion-time": epoch_seconds_of(instant)},  # type: ignore[typeddict-item]
    )
    return json.dumps(parsed)


def _send_to_queue(arn: Arn, target: dict[str, Any], body: str, _: Instant) -> None:
    from moto.sqs.models import sqs_backends

    group = target.get("SqsParameters", {}).get("MessageGroupId")
    sqs_backends[arn.account][arn.region].send_message(arn.resource_id, body, group_id=group)


def _send_to_topic(arn: Arn, target: dict[str, Any], body: str, _: Instant) -> None:
    from moto.sns.models import sns_backends

    sns_backends[arn.account][arn.region].publish(body, target["Arn"])


def _send_to_function(arn: Arn, _: dict[str, Any], body: str, __: Instant) -> None:
    from moto.awslambda.utils import get_backend

    name, _separator, qualifier = arn.resource_id.partition(":")
    asynchronous = {"x-amz-invocation-type": "Event"}
    get_backend(arn.account, arn.region).invoke(name, qualifier or None, body, asynchronous, {})


def _send_to_log_group(arn: Arn, _: dict[str, Any], body: str, instant: Instant) -> None:
    from moto.logs.models import logs_backends

    logs = logs_backends[arn.account][arn.region]
    group, stream = arn.resource_id.removesuffix(":*"), new_uuid()
    logs.create_log_stream(group, stream)
    logs.put_log_events(group, stream, [{"timestamp": instant // 1_000, "message": body}])


def _send_as_moto_does(rule: Any, target: dict[str, Any], event: Event, instant: Instant) -> None:
    """Send to an archive, another bus or any other target that Moto supports. Moto expects a numeric time."""
    only = copy.copy(rule)
    only.targets = [target]
    seconds = epoch_seconds_of(instant)
    only.send_to_targets({**event, "time": seconds, "ingestion-time": seconds})


_SENDERS = {
    "sqs": _send_to_queue,
    "sns": _send_to_topic,
    "lambda": _send_to_function,
    "logs": _send_to_log_group,
}
