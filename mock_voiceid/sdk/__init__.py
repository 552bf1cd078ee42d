"""The API's own description: operations, shapes, constraints, errors, paginators, endpoint rules and regions.

The JSON files say what botocore's say of `voice-id/2021-09-27`, without documentation.
`python -m tools.service_description` compares them with an installed botocore, and writes them.
"""
