"""Calls the server with aiobotocore, and prints the results as JSON.

Run it with the Python that has aiobotocore, with the URL of the server as argument.
"""

import asyncio
import importlib
import json
import sys
from typing import Any

KEY = {"KmsKeyId": "alias/calls"}
SPEAKERS = [f"speaker-{number}" for number in range(5)]


async def main(url: str) -> dict[str, Any]:
    """Create, list, fail, and call concurrently."""
    get_session = importlib.import_module("aiobotocore.session").get_session
    options = {
        "endpoint_url": url,
        "region_name": "us-east-1",
        "aws_access_key_id": "testing",
        "aws_secret_access_key": "testing",
    }
    async with get_session().create_client("voice-id", **options) as client:
        created = await client.create_domain(Name="calls", ServerSideEncryptionConfiguration=KEY)
        domain_id = created["Domain"]["DomainId"]
        opted_out = await asyncio.gather(
            *(client.opt_out_speaker(DomainId=domain_id, SpeakerId=name) for name in SPEAKERS)
        )
        described = await asyncio.gather(*(client.describe_domain(DomainId=domain_id) for _ in range(20)))
        pages = client.get_paginator("list_speakers").paginate(
            DomainId=domain_id, PaginationConfig={"PageSize": 2}
        )
        listed = [
            [speaker["CustomerSpeakerId"] for speaker in page["SpeakerSummaries"]] async for page in pages
        ]
        refused = {}
        try:
            await client.describe_speaker(DomainId=domain_id, SpeakerId="nobody")
        except client.exceptions.ResourceNotFoundException as error:
            refused["not there"] = error.response["ResourceType"]
        try:
            await client.create_watchlist(DomainId=domain_id, Name="bad!")
        except client.exceptions.ValidationException as error:
            refused["not valid"] = error.response["Error"]["Code"]
        await client.delete_domain(DomainId=domain_id)
        outcomes = await asyncio.gather(
            *(client.delete_domain(DomainId=domain_id) for _ in range(3)), return_exceptions=True
        )
        conflicts = [getattr(outcome, "response", {}).get("ConflictType") for outcome in outcomes]
    return {
        "created at": created["Domain"]["CreatedAt"].isoformat(),
        "opted out": sorted(answer["Speaker"]["CustomerSpeakerId"] for answer in opted_out),
        "described": len({answer["Domain"]["DomainId"] for answer in described}),
        "request ids": len({answer["ResponseMetadata"]["RequestId"] for answer in described}),
        "pages": listed,
        "refused": refused,
        "conflicts": conflicts,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main(sys.argv[1]))))
