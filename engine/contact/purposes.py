"""Words of the rules of contact: why we write, and through what."""

PURPOSES = [("marketing", "Marketing"), ("service", "Service"), ("payment", "Payment")]
CHANNELS = [("email", "E-mail"), ("sms", "SMS"), ("phone", "Phone"), ("letter", "Letter")]
