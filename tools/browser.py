"""A headless Chromium driven over its debugging protocol (CDP), with real clicks and key strokes.

Runs in the virtual environment, for websocket-client. Selectors are CSS, or `text=Some words` for the innermost
visible element that shows exactly these words.
"""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import websocket

# Only addresses of this machine: the background services of Chromium would call out at every start.
SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--remote-allow-origins=*",
    "--remote-debugging-port=0",
]
PATIENCE_SECONDS = 30
# No request for this long: the page has settled.
QUIET_SECONDS = 0.4
# The script of the shared worker for live messages: Chromium reports its start, not its end.
NEVER_FINISHED = re.compile(r"^data:|/bus/websocket_worker_bundle")

FIND = """
(selector => {
    const shown = node => {
        const box = node.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && getComputedStyle(node).visibility !== "hidden";
    };
    if (!selector.startsWith("text=")) {
        return [...document.querySelectorAll(selector)].find(shown);
    }
    const words = selector.slice(5);
    const fits = node => (node.innerText || "").trim() === words && shown(node);
    return [...document.body.querySelectorAll("*")].filter(fits).pop();
})
"""
KEYS = {"Enter": 13, "Escape": 27, "Tab": 9, "Backspace": 8, "ArrowDown": 40, "ArrowUp": 38}


class BrowserError(Exception):
    """What was looked for and not found, and where."""


class Browser:
    def __init__(self, program, width=1440, height=900):
        self.profile = Path(tempfile.mkdtemp(prefix="crm_dealership-chromium-"))
        command = [str(program), *SWITCHES, f"--user-data-dir={self.profile}", f"--window-size={width},{height}"]
        self.process = subprocess.Popen(
            [*command, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.errors = []
        self.in_flight = set()
        self.last_event = time.monotonic()
        self.number = 0
        self.socket = None
        try:
            self._connect(width, height)
        except BaseException:
            self._stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.socket.close()
        self._stop()

    def _stop(self):
        """With all its processes: they are a session of their own."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            shutil.rmtree(self.profile, ignore_errors=True)

    # What a person does

    def goto(self, address):
        refused = self.call("Page.navigate", url=address).get("errorText")
        if refused:
            raise BrowserError(f"{address}: {refused}")
        self.settle()

    def click(self, selector):
        place = self._place(selector)
        self.call("Input.dispatchMouseEvent", type="mouseMoved", **place)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)
        self.settle()

    def hover(self, selector):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", **self._place(selector))
        self.settle()

    def type(self, selector, text):
        """Click into a field, replace what it holds, and type."""
        self.click(selector)
        self.evaluate("document.activeElement.select && document.activeElement.select()")
        self.call("Input.insertText", text=text)
        self.settle()

    def press(self, key):
        code = KEYS[key]
        extra = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            event = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
            self.call("Input.dispatchKeyEvent", **event, **(extra if kind == "keyDown" else {}))
        self.settle()

    def wait(self, selector):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.evaluate(f"Boolean({FIND}({json.dumps(selector)}))"):
            if time.monotonic() > deadline:
                raise BrowserError(f"Nothing matches {selector} on {self.evaluate('location.href')}.")
            self._listen(0.1)

    def screenshot(self, path):
        self.settle()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    # The protocol

    def evaluate(self, script):
        """The value of a JavaScript expression; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"{script[:200]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def call(self, method, **parameters):
        self.number += 1
        number = self.number
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            message = self._receive(1)
            if message and message.get("id") == number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
        raise BrowserError(f"Chromium does not answer {method}.")

    def settle(self):
        """Wait until no request is under way, and has not been for a moment."""
        self.last_event = time.monotonic()
        deadline = self.last_event + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self._listen(0.1)
            if not self.in_flight and time.monotonic() - self.last_event > QUIET_SECONDS:
                return

    def _place(self, selector):
        self.wait(selector)
        script = f"""
            (node => {{
                node.scrollIntoView({{block: "nearest", inline: "nearest"}});
                const box = node.getBoundingClientRect();
                return {{x: box.x + box.width / 2, y: box.y + box.height / 2}};
            }})({FIND}({json.dumps(selector)}))
        """
        return self.evaluate(script)

    def _listen(self, seconds):
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._receive(left)

    def _receive(self, seconds):
        self.socket.settimeout(max(seconds, 0.01))
        try:
            message = json.loads(self.socket.recv())
        except websocket.WebSocketTimeoutException:
            return None
        self._note(message.get("method"), message.get("params", {}))
        return message

    def _note(self, method, event):
        if method == "Network.requestWillBeSent" and not NEVER_FINISHED.search(event["request"]["url"]):
            self.in_flight.add(event["requestId"])
            self.last_event = time.monotonic()
        elif method in ("Network.loadingFinished", "Network.loadingFailed"):
            self.in_flight.discard(event["requestId"])
            self.last_event = time.monotonic()
        elif method == "Page.frameNavigated" and "parentId" not in event["frame"]:
            self.in_flight.clear()
        elif method == "Page.javascriptDialogOpening":  # "Leave without saving?"
            self.number += 1
            answer = {"id": self.number, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
            self.socket.send(json.dumps(answer))
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Log.entryAdded" and event["entry"]["level"] == "error":
            self.errors.append(f"{event['entry']['text']} {event['entry'].get('url', '')}")

    def _connect(self, width, height):
        self.socket = websocket.create_connection(self._address(), timeout=PATIENCE_SECONDS)
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def _address(self):
        """The web socket of the first page: Chromium writes its port into its profile."""
        import urllib.request

        port_file = self.profile / "DevToolsActivePort"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if port_file.exists() and port_file.read_text().strip():
                port = port_file.read_text().split()[0]
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                    pages = [page for page in json.load(answer) if page["type"] == "page"]
                if pages:
                    return pages[0]["webSocketDebuggerUrl"]
            time.sleep(0.1)
        raise BrowserError("Chromium does not start.")
