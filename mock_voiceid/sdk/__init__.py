"""The API's description: operations, shapes, constraints, errors, paginators, endpoint rules and regions.

The JSON files equal botocore's for `voice-id/2021-09-27`, without documentation.
`python -m tools.service_description` compares them with the installed botocore, or writes them.
"""
