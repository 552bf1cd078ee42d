"""Measures Moto alone, in a process without mock-voiceid; prints JSON."""

import json
import sys

from . import with_moto
from .checks import answers
from .measure import default_client

if __name__ == "__main__":
    found = answers(with_moto, default_client)
    assert "mock_voiceid" not in sys.modules
    print(json.dumps(found))
