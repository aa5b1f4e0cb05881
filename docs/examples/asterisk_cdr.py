#!/usr/bin/env python3
"""Reports the calls of an Asterisk to crm_dealership: reads its CDR file, sends what is new.

Runs on the telephone system with nothing but Python 3.10, for instance every minute by cron:

    asterisk_cdr.py --url https://crm.example/dealership/call/generic/TOKEN --secret-file /etc/asterisk/crm.secret \
        --numbers 0565420000,0565420001

Asterisk writes /var/log/asterisk/cdr-csv/Master.csv (cdr_csv). Add to cdr.conf, section [csv]: loguniqueid=yes,
loguserfield=yes. The place read up to is kept beside the file. A call reported twice is one call: when in doubt, the
script sends again.
"""

import argparse
import csv
import hashlib
import hmac
import json
import sys
import time
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

# The columns of Master.csv.
COLUMNS = [
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
]
STATUSES = {"ANSWERED": "answered", "BUSY": "busy", "FAILED": "failed", "CONGESTION": "failed"}


def main():
    options = parse()
    secret = Path(options.secret_file).read_text().strip()
    numbers = {number for number in options.numbers.split(",") if number}
    source, mark = Path(options.file), Path(options.file + ".sent")
    place = int(mark.read_text()) if mark.exists() else 0
    if place > source.stat().st_size:  # the file was rotated
        place = 0
    with source.open("rb") as opened:
        opened.seek(place)
        for line in opened:
            if not line.endswith(b"\n"):  # Asterisk is writing it
                break
            message = read_row(line.decode("utf-8", "replace"), numbers)
            if message:
                send(options.url, secret, message)
            place += len(line)
            mark.write_text(str(place))


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True, help="the address shown on the provider's page")
    parser.add_argument("--secret-file", required=True)
    parser.add_argument("--numbers", required=True, help="our numbers as Asterisk writes them, separated by commas")
    parser.add_argument("--file", default="/var/log/asterisk/cdr-csv/Master.csv")
    return parser.parse_args()


def read_row(line, numbers):
    """Return the message of one line, None for calls that are not on our numbers."""
    row = dict(zip(COLUMNS, next(csv.reader([line])), strict=False))
    if row.get("dst") in numbers:
        direction = "incoming"
    elif row.get("src") in numbers:
        direction = "outgoing"
    else:
        return None
    left_message = row["lastapp"] == "VoiceMail" and row["disposition"] == "ANSWERED"
    answered = row["disposition"] == "ANSWERED" and not left_message
    message = {
        "call_id": row["uniqueid"],
        "event_id": row["uniqueid"] + "-cdr",
        "direction": direction,
        "from": row["src"],
        "to": row["dst"],
        "status": "voicemail" if left_message else STATUSES.get(row["disposition"], "no-answer"),
        "started_at": to_utc(row["start"]),
        "ended_at": to_utc(row["end"]),
        "duration": int(row["billsec"]) if answered else 0,
        "user": row.get("userfield", ""),
    }
    if answered:
        message["answered_at"] = to_utc(row["answer"])
    return message


def to_utc(text):
    """Asterisk writes the time of the machine."""
    moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").astimezone(timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def send(url, secret, message):
    body = json.dumps(message).encode()
    timestamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Dealership-Timestamp": timestamp,
        "X-Dealership-Signature": signature,
    }
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as response:
        response.read()


if __name__ == "__main__":
    sys.exit(main())
