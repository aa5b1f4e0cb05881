"""What Twilio is told to do with a call (TwiML)."""

from xml.etree.ElementTree import Element, SubElement, tostring

RING_SECONDS = 25
LONGEST_MESSAGE = 180
# What <Say> speaks without being told whose voice, the first of a language before its other accents.
_VOICES = (
    *("fr-FR", "fr-CA", "en-US", "en-GB", "en-AU", "en-CA", "en-IN", "de-DE", "nl-NL", "it-IT", "es-ES", "es-MX"),
    *("pt-PT", "pt-BR", "ca-ES", "da-DK", "fi-FI", "nb-NO", "sv-SE", "pl-PL", "ru-RU", "ja-JP", "ko-KR"),
    *("zh-CN", "zh-HK", "zh-TW"),
)


def put_through(forward_to, urls, lang, announcement="", recording=False, transcription=False):
    """Return the answer to a call that comes in: announce, ring the point of sale, report what became of it.

    :param str forward_to: telephone of the point of sale, E.164; empty: straight to :func:`take_message`'s address
    :param dict urls: addresses for ``dial``, ``leg``, ``recording`` and ``transcription``
    :param str lang: language of what is said and of what is written down, ``fr-FR``
    """
    response = Element("Response")
    _say(response, announcement, lang)
    if not forward_to:
        SubElement(response, "Redirect", method="POST").text = urls["dial"]
        return _write(response)
    if transcription:
        start = SubElement(response, "Start")
        SubElement(start, "Transcription", statusCallbackUrl=urls["transcription"], languageCode=lang)
    dial = SubElement(
        response,
        "Dial",
        action=urls["dial"],
        method="POST",
        timeout=str(RING_SECONDS),
        # The caller hears it ring until somebody answers: a call nobody answers costs nothing.
        answerOnBridge="true",
    )
    if recording:
        dial.set("record", "record-from-answer-dual")
        dial.set("recordingStatusCallback", urls["recording"])
    number = SubElement(
        dial, "Number", statusCallback=urls["leg"], statusCallbackEvent="initiated ringing answered completed"
    )
    number.text = forward_to
    return _write(response)


def take_message(prompt, urls, lang, transcription=False):
    """Return the answer once nobody answered: ask for a message and record it."""
    response = Element("Response")
    _say(response, prompt, lang)
    record = SubElement(
        response,
        "Record",
        action=urls["voicemail"],
        method="POST",
        maxLength=str(LONGEST_MESSAGE),
        playBeep="true",
        recordingStatusCallback=urls["recording"],
    )
    if transcription:
        record.set("transcribe", "true")
        record.set("transcribeCallback", urls["transcription"])
    return _write(response)


def hang_up():
    response = Element("Response")
    SubElement(response, "Hangup")
    return _write(response)


def nothing():
    """Return the answer to a mere report."""
    return _write(Element("Response"))


def _say(response, text, lang):
    if text:
        SubElement(response, "Say", language=_get_voice(lang)).text = text


def _get_voice(lang):
    """Return the accent that Twilio has for a language: a caller in Geneva is spoken to in French.

    A language that it is not known to speak is asked for as it is.

    >>> _get_voice("fr-CA"), _get_voice("fr-CH"), _get_voice("nl-BE"), _get_voice("ro-RO")
    ('fr-CA', 'fr-FR', 'nl-NL', 'ro-RO')
    """
    language = lang.partition("-")[0]
    same = [voice for voice in _VOICES if voice.partition("-")[0] == language]
    return lang if lang in same or not same else same[0]


def _write(response):
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")
