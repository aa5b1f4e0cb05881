"""Programs that fetch pictures and links without anybody looking, by the name they give themselves (``User-Agent``).

What a name says is what its maker says: a machine that calls itself a browser is told by what it does
(``machines.py``). In doubt it is a person: only names of which it is known stand here.

Where they are from: Meta's and Slack's pages for webmasters ("Meta Web Crawlers", "Slack robots"), the public list
``monperrus/crawler-user-agents``, what gateways leave in the logs of senders (wordtothewise.com, "Barracuda filters
clicking all links", 2013; suped.com, "How can I identify bot user agents in my email click data?", 2025).
"""

import re

# Who it is → what its name has. Apple's Messages calls itself Facebook's and Twitter's, Signal WhatsApp's.
_KNOWN = {
    "Barracuda": r"barracuda",
    "Proofpoint": r"proofpoint",
    "Mimecast": r"mimecast",
    "Cisco Secure Email": r"cisco ?secure ?email|ironport",
    "Trend Micro": r"\btmes\b|trend ?micro",
    "Symantec": r"symantec|messagelabs",
    "Sophos": r"sophos",
    "Fortinet": r"forti(net|mail|guard)",
    "Bitdefender": r"bitdefender",
    "Vade": r"\bvade ?(secure|retro)?\b",
    "urlscan": r"urlscan",
    "Microsoft Office": r"microsoft office (existence|protocol) discovery|microsoft url control",
    "Microsoft": r"skypeuripreview|bingpreview|microsoftpreview",
    "Facebook, or Apple's Messages": r"facebookexternalhit|facebot|facebookcatalog|meta-external",
    "WhatsApp": r"^whatsapp\b",
    "Slack": r"slackbot|slack-imgproxy",
    "Telegram": r"telegrambot",
    "Twitter": r"twitterbot",
    "LinkedIn": r"linkedinbot",
    "Discord": r"discordbot",
    "Viber": r"^viber\b",
    "Snapchat": r"snap url preview",
    "Google": r"google-pagerenderer|google web preview|google-safety|googleother|apis-google|feedfetcher-google",
}
_LIBRARIES = (
    r"\bcurl/|\bwget\b|python-|python/|pycurl|aiohttp|httpx|urllib|scrapy|go-http-client|^java/|apache-httpclient"
    r"|jakarta|libwww|lwp::|^ruby|faraday|guzzle|^php/|axios/|node-fetch|^node\b|undici|postman|powershell|winhttp"
    r"|lua-resty|headless|phantomjs|puppeteer|playwright|selenium|zgrab|nmap|masscan|httpie|insomnia|reqwest|^curl$"
)
# Programs that go round the web say where to complain of them; browsers have no address in their name, and since
# Internet Explorer none is "compatible". Telephones of the make CUBOT say so in the name of their browser.
_GENERIC = (
    r"(?<!cu)bot\b|(?<!cu)bot[/_-]|crawl|spider|slurp|scan(?:ner|ning)\b|link.?check|validator|fetcher|unfurl"
    r"|preview|monitor(?:ing)?\b|archiver|thumbnail|screenshot|scraper|https?://|\bwww\.|\w@[\w.-]+\.[a-z]{2}"
    r"|\(compatible;(?! ?(?:msie|konqueror))"
)
_NAMED = re.compile("|".join(f"(?P<n{number}>{pattern})" for number, pattern in enumerate(_KNOWN.values())), re.I)
_NAMES = list(_KNOWN)
_UNNAMED = re.compile(f"{_LIBRARIES}|{_GENERIC}", re.I)
# Google's fetches when somebody reads (support.google.com/mail/answer/145919; since 2018 WURFL takes it for a mail
# program, too), and so does Yahoo's.
_READING = re.compile(r"googleimageproxy|yahoomailproxy", re.I)
# Apple's Mail Privacy Protection loads all pictures of what has come in, read or not, and says no more of itself than
# this (help.socketlabs.com, "Identifying Apple MPP opens").
_PROXY = re.compile(r"mozilla/5\.0$", re.I)


def find_machine(agent):
    """Return the name of the machine that fetched something; empty where only its kind is known; None of a person.

    >>> find_machine("WhatsApp/2.23.20.0 A"), find_machine("curl/8.5.0"), find_machine("")
    ('WhatsApp', '', '')
    >>> find_machine("Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/119.0 Mobile Safari/537.36")
    """
    if not agent:
        return ""
    if _READING.search(agent):
        return None
    if named := _NAMED.search(agent):
        return _NAMES[int(named.lastgroup[1:])]
    return "" if _UNNAMED.search(agent) else None


def is_privacy_proxy(agent):
    """Return whether a picture was loaded by a service that does so whether or not anybody reads."""
    return bool(_PROXY.match(agent))
