"""Programs that print the state that a mock changes."""

import textwrap

SCENE = """
    import asyncio, datetime, os, signal, sys, threading, time

    import boto3

    from mock_voiceid import mock_voiceid
    from mock_voiceid.internals.randomness import random_source
    from tests.calls import client, create_domain
    from tests.surroundings import surroundings

    START = "2026-01-05T09:00:00Z"
    boto3.DEFAULT_SESSION = boto3.Session("mine", "hush", region_name="eu-west-2")
    os.environ.update(AWS_ACCESS_KEY_ID="mine", AWS_EC2_METADATA_DISABLED="true")
    found, state = surroundings(), random_source().getstate()

    def restored():
        try:
            mock_voiceid.current()
        except RuntimeError:
            over = True
        else:
            over = False
        return over and surroundings() == found and random_source().getstate() == state
"""


def scene(code: str) -> str:
    """Return a program that starts with the common part of all scenes."""
    return textwrap.dedent(SCENE) + textwrap.dedent(code)
