"""The words of mail servers, as they say them: where a code says too little, and for those who know none."""

import re


def _any_of(*words):
    return re.compile("|".join(words), re.I)


# There is no such mailbox, or no such domain.
DEAD_WORDS = _any_of(
    r"user (is )?unknown",
    r"unknown (local |virtual )?(user|recipient|address)",
    r"no such (user|mailbox|recipient|address|person|domain)",
    r"(user|mailbox|account|address|recipient)\S* (does(n't| not) exist|not found|is (disabled|inactive))",
    r"account (has been )?(disabled|closed|deleted|suspended)",
    r"does not exist",
    r"mailbox (is )?(unavailable|disabled|not found)",
    r"recipient address rejected: access denied",
    r"address rejected: (user|undeliverable)",
    r"invalid (recipient|mailbox|address)",
    r"not a valid (mailbox|recipient|user|address)",
    r"no mailbox here by that name",
    r"(host|domain) (or domain name )?not found",
    r"name or service not known",
    r"adresse? (d['’]?e?-?mail )?(inconnue?|inexistante?|invalide)",
    r"(utilisateur|destinataire|bo[iî]te aux lettres) (inconnue?|inexistante?)",
    r"n['’]existe (pas|plus)",
    r"adresse? .{0,40}introuvable",
    r"benutzer unbekannt|empf(ä|ae)nger unbekannt",
    r"onbekende (gebruiker|ontvanger)",
)

# Why this one did not arrive has nothing to do with whether the address lives.
LIVING_WORDS = _any_of(
    r"(mail)?box (is )?full|bo[iî]te .{0,40}pleine",
    r"over ?quota|quota (exceeded|d[ée]pass[ée])|exceeded (its |the )?(storage|quota)",
    r"spam|unsolicited|blacklist|block ?list|blocked using|reputation|policy",
    r"dmarc|dkim|\bspf\b|not authenticated",
    r"too large|too big|size limit|message size|trop volumineux",
    r"greylist|try again later|temporarily|too many connections|rate limit|r[ée]essayer plus tard",
    # It is the sender that the server doesn't like.
    r"sender.{0,60}(rejected|refused|failed|denied|not found|does(n't| not) exist|not allowed|no such|unknown|invalid)",
    r"(invalid|bad|unknown) (envelope )?sender|client host|\b(helo|ehlo)\b",
    r"in reply to mail from|\bmail from:? ?(domain|command|<)",
    r"exp[ée]diteur.{0,40}(refus|rejet|inconnu|invalide|interdit)",
    r"relay(ing)? (access )?(denied|not permitted)|unable to relay",
)

# Of those, what the server would say to us whomever we wrote to, until somebody mends it here.
OUR_TROUBLE_WORDS = _any_of(
    r"relay(ing)? (access )?(denied|not permitted)|unable to relay",
    r"client host rejected|\b(helo|ehlo)\b.{0,40}(reject|not found|invalid)",
    r"sender address rejected|domain of sender address|sender domain",
    r"authentication (is )?required|must (be )?authenticat",
    r"\b5\.1\.[78]\b",
)

# It did not arrive.
FAILED_WORDS = _any_of(
    r"undeliver(able|ed)",
    r"delivery (to .{0,80} )?(has )?failed|mail delivery (failed|subsystem)",
    r"failed delivery|delivery failure|failure notice|returned mail",
    r"could(n't| not) be delivered|wasn't (able to )?deliver|unable to deliver|was not delivered",
    r"permanent(ly)? (error|failure|failed)",
    r"n['’]a (pas )?pu [êe]tre (remis|distribu|d[ée]livr|livr)",
    r"n['’](est|a) pas (été )?(remis|distribu[ée]|d[ée]livr[ée])",
    r"non (remis|distribu[ée]|d[ée]livr[ée])|[ée]chec de (la )?(remise|livraison|distribution|envoi)|non-remise",
    r"unzustellbar|nicht zugestellt|niet (worden )?(afgeleverd|bezorgd)",
)

# It did not arrive yet: the server goes on trying.
DELAYED_WORDS = _any_of(
    r"delivery (status notification )?\(?delay(ed)?\)?",
    r"(has been|was|is being|message) delayed|delayed mail|warning: could not send|still being retried",
    r"(will|continue to) (keep )?(try|retry)(ing)?\b|no action is required",
    r"(remise|livraison|distribution|envoi) .{0,40}(retard[ée]e?|diff[ée]r[ée]e?)|est retard[ée]e?",
    r"verz(ö|oe)gert|vertraagd",
)

# How automatic answers begin their subject, where nothing else says what they are.
AUTOMATIC_SUBJECT = re.compile(
    r"\W*("
    r"automatic reply|auto(matic)?[- ]?(reply|response|responder)|ooo:|vacation reply|"
    # "Auto" is what the trade is about.
    r"auto ?: ?(re|aw|r[ée]p) ?:|auto ?:.{0,80}(out of (the )?office|absent|abwesend)|"
    r"((i am|i['’]m|currently) )*out of (the )?office|"
    r"r[ée]ponse auto(matique)?\b|r[ée]ponse d['’]absence|r[ée]pondeur (automatique|d['’]absence)|"
    r"message automatique|absen(ce|te?) du bureau|(message|avis|notification) d['’]absence|"
    r"(automatische )?abwesenheits(notiz|benachrichtigung|assistent)?|automatische (antwort|beantwoording)|"
    r"automatisch antwoord|afwezig(heid)? ?:|afwezigheids(bericht|assistent|melding)|"
    r"(risposta|respuesta|resposta) autom[áa]tica|fuori (ufficio|sede)|fuera de (la )?oficina|autosvar|"
    r"odpowied[źz] automatyczna|"
    # A person who answers begins with "Re:", and with nothing before it.
    r"(absent(e|\(e\))?|absence|en cong[ée]s?|cong[ée]s|abwesend|urlaub|afwezig|vacation|away)\W{1,3}(re|r[ée]p|aw) ?:"
    r")",
    re.I,
)
