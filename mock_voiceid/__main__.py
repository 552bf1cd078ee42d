"""`python -m mock_voiceid` is `mock-voiceid`."""

import sys

from .cli import main

sys.exit(main())
