from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ...engine.email import machines
from ...engine.email.agents import find_machine
from ...engine.email.machines import APPLE, PERSON, Request, Sent, Verdict, Visit, judge, judge_together

NOW = datetime(2026, 11, 30, 9, 0)
# Of browsers and mail programs that people read with: taken from the lists of what is most used, and from the makers'.
PEOPLE = """
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0
Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)
Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3.1 Mobile/15E148 Safari/604.1
Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/605.1.15 (Ecosia ios@11.0.2.2268)
Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/323.0.647062479 Mobile/15E148 Safari/604.1
Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36
Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36
Mozilla/5.0 (Linux; Android 15; CPH2557; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.142 Mobile Safari/537.36 Instagram 406.0.0.58.159 Android
Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G93 [FBAN/FBIOS;FBAV/477.0.0.41.103;FBBV/634]
Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)
Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko
Opera/9.80 (Android; Opera Mini/36.2/119.132; U; fr) Presto/2.12.423 Version/12.16
Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0
Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.17328; ms-office; MSOffice 16)
Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)
YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html
Dalvik/2.1.0 (Linux; U; Android 14; SM-S911B Build/UP1A.231005.007)
Outlook-Android/2.0
"""
# ruff: noqa: E501 names of programs
MACHINES = """
|
|curl/8.5.0
|Wget/1.21.4
|python-requests/2.32.3
|Python/3.11 aiohttp/3.9.1
|Go-http-client/2.0
|Java/17.0.9
|Apache-HttpClient/4.5.14 (Java/17.0.9)
|axios/1.6.2
|Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.6099.109 Safari/537.36
|Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
|Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)
|Mozilla/5.0 (compatible; NetcraftSurveyAgent/1.0; +info@netcraft.com)
WhatsApp|WhatsApp/2.23.20.0 A
WhatsApp|WhatsApp/2
Facebook, or Apple's Messages|facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)
Facebook, or Apple's Messages|Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0
Slack|Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)
Slack|Slack-ImgProxy (+https://api.slack.com/robots)
Telegram|TelegramBot (like TwitterBot)
Twitter|Twitterbot/1.0
LinkedIn|LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)
Discord|Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)
Snapchat|Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots
Microsoft|Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com
Microsoft Office|Microsoft Office Existence Discovery
Microsoft Office|Microsoft Office Protocol Discovery
Barracuda|Mozilla/5.0 (compatible; Barracuda Sentinel (EE))
Proofpoint|Mozilla/5.0 (compatible; proofpoint-urldefense)
Cisco Secure Email|CiscoSecureEmail/15.0
Trend Micro|Mozilla/5.0 (TMES)
"""


BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def read_lines(table):
    return table.strip("\n").split("\n")


@tagged("post_install", "-at_install")
class TestVisitors(BaseCase):
    """Whether a person or a machine loads and follows, by what is known of each."""

    def judge(self, agent=BROWSER, method="GET", purposes=(), seconds=600, leaving=False, **visit):
        request = Request(method, agent, purposes, "somebody")
        return judge(request, Sent(seconds, leaving), Visit(NOW, **{"link": 1, **visit}))

    def test_people(self):
        for agent in read_lines(PEOPLE):
            for link in (0, 1):
                self.assertEqual(self.judge(agent, link=link), PERSON, agent)

    def test_programs(self):
        for line in read_lines(MACHINES):
            name, _bar, agent = line.partition("|")
            for link in (0, 1):
                self.assertEqual(self.judge(agent, link=link), Verdict(machines.AGENT, name), agent)

    def test_methods(self):
        for method in ("HEAD", "OPTIONS", "POST", "PROPFIND"):
            self.assertEqual(self.judge(method=method).rule, machines.METHOD)

    def test_purposes(self):
        for purpose in ("prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip", "preview"):
            self.assertEqual(self.judge(purposes=("", purpose, "")).rule, machines.PREFETCH)
        self.assertEqual(self.judge(purposes=("", "navigate")), PERSON)

    def test_proxies(self):
        self.assertEqual(self.judge("Mozilla/5.0", link=0), Verdict(machines.PROXY, APPLE))
        self.assertEqual(self.judge("Mozilla/5.0", link=1).rule, machines.AGENT, "a proxy of pictures follows no link")

    def test_seconds(self):
        for leaving, limit in ((False, 5), (True, 60)):
            self.assertEqual(self.judge(seconds=limit - 0.1, leaving=leaving).rule, machines.EARLY)
            self.assertEqual(self.judge(seconds=limit, leaving=leaving), PERSON)

    def test_the_hidden_link(self):
        self.assertEqual(self.judge(is_hidden=True).rule, machines.HIDDEN_LINK)

    def together(self, *visits, links=5):
        """Judge the last of visits, each ``(seconds ago, link, visitor)``, link -1 the hidden one."""
        made = [
            Visit(NOW - timedelta(seconds=ago), abs(link), visitor, is_hidden=link == -1)
            for ago, link, visitor in visits
        ]
        rule, others = judge_together(made[-1], made[:-1], lambda: links)
        return rule, [made.index(other) for other in others]

    def test_bursts(self):
        burst = machines.BURST
        cases = [
            ([(0, 2, "a")], 5, "", []),
            ([(1, 2, "a"), (0, 3, "a")], 5, "", []),
            ([(2, 2, "a"), (1, 3, "b"), (0, 4, "c")], 5, burst, [0, 1]),
            ([(4, 2, "a"), (1, 3, "a"), (0, 4, "a")], 5, "", []),
            ([(3, 2, "a"), (1, 3, "a"), (0, 4, "a")], 5, burst, [0, 1]),
            ([(9, 2, "a"), (2, 3, "a"), (1, 4, "a"), (0, 5, "a")], 5, burst, [1, 2]),
            # The picture is none of the links, and goes with them.
            ([(2, 0, "a"), (1, 2, "a"), (0, 3, "a")], 5, "", []),
            ([(3, 0, "a"), (2, 2, "a"), (1, 3, "a"), (0, 4, "a")], 5, burst, [0, 1, 2]),
            ([(2, 2, "a"), (1, 3, "a"), (1, 4, "a"), (0, 0, "a")], 5, "", []),
            # All there are.
            ([(1, 2, "a"), (0, 3, "a")], 2, burst, [0]),
            ([(1, 2, "a"), (0, 2, "a")], 1, "", []),
            ([(1, 2, "a"), (1, 2, "a"), (0, 2, "b")], 1, "", []),
        ]
        for visits, links, rule, others in cases:
            with self.subTest(visits):
                self.assertEqual(self.together(*visits, links=links), (rule, others))

    def test_links_are_counted_only_when_it_matters(self):
        def count():
            self.fail("asked for nothing")

        first = Visit(NOW, 2)
        self.assertEqual(judge_together(Visit(NOW, 2), [first], count), ("", []))
        self.assertEqual(judge_together(Visit(NOW, 4), [first, Visit(NOW, 3)], count)[0], machines.BURST)

    def test_companions_of_the_hidden_link(self):
        hidden = machines.HIDDEN_LINK
        cases = [
            ([(0, -1, "a")], "", []),
            ([(60, 2, "a"), (0, -1, "a")], hidden, [0]),
            ([(61, 2, "a"), (0, -1, "a")], "", []),
            ([(20, 2, "a"), (20, 2, "b"), (0, -1, "a")], hidden, [0]),
            ([(60, -1, "a"), (0, 2, "a")], hidden, [0]),
            ([(61, -1, "a"), (0, 2, "a")], "", []),
            ([(5, -1, "a"), (0, 2, "b")], "", []),
        ]
        for visits, rule, others in cases:
            with self.subTest(visits):
                self.assertEqual(self.together(*visits), (rule, others))

    def test_odoos_own_list_is_among_ours(self):
        for bot in ("bot", "crawl", "slurp", "spider", "curl/1", "wget", "facebookexternalhit", "preview"):
            self.assertIsNotNone(find_machine(f"Mozilla/5.0 {bot}"), bot)
