"""Where Moto's server, proxy and the long way in-process find the response class."""

from ..api.hosts import URL_PATTERN
from .responses import VoiceIDResponse

url_bases = [URL_PATTERN]

url_paths = {"{0}/$": VoiceIDResponse.dispatch}
