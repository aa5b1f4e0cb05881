"""The adapters by the provider's key, as ``dealership.provider.account`` has it."""

from .aircall import AircallAdapter
from .generic import GenericAdapter
from .twilio import TwilioAdapter

ADAPTERS = {
    "twilio": TwilioAdapter(),
    "aircall": AircallAdapter(),
    "generic": GenericAdapter(),
}
