"""Saves the pictures: python -m tools.shoot ADDRESS BROWSER SCREENS_FILE FOLDER [NAME...]

Runs in the virtual environment.
"""

import json
import runpy
import sys
from pathlib import Path

from .browser import Browser, BrowserError

WRITE_LANGUAGE = """
fetch("/web/dataset/call_kw/res.users/write", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({params: {model: "res.users", method: "write", kwargs: {}, args: [[%d], {lang: %s}]}}),
}).then(answer => answer.json()).then(answer => answer.error ? answer.error.data.message : "")
"""


def main(address, program, file, folder, *names):
    screens = [screen for screen in load(file) if not names or screen.name in names]
    if not screens:
        print(f"No such screen in {file}: {', '.join(names)}")
        return 1
    sessions = sorted({(screen.login, screen.lang) for screen in screens})
    passed = [_session(address, program, screens, Path(folder), *session) for session in sessions]
    return 0 if all(passed) else 1


def load(file):
    """The SCREENS of our own list, or of a file somebody made for a look around."""
    if Path(file).resolve() == Path(__file__).with_name("screens.py").resolve():
        from .screens import SCREENS

        return SCREENS
    return runpy.run_path(file)["SCREENS"]


def _session(address, program, screens, folder, login, lang):
    """The screens of one user in one language; whether all came up without an error."""
    with Browser(program) as browser:
        try:
            _log_in(browser, address, login, lang)
        except BrowserError as error:
            print(f"  {login} ({lang}) can't log in: {error}", flush=True)
            return False
        mine = [screen for screen in screens if (screen.login, screen.lang) == (login, lang)]
        came_up = [_shoot(browser, address, screen, folder) for screen in mine]
    return all(came_up)


def _log_in(browser, address, login, lang):
    browser.goto(f"{address}/web/login")
    browser.type("input[name=login]", login)
    browser.type("input[name=password]", login)
    browser.press("Enter")
    browser.wait(".o_web_client")
    user = browser.evaluate('odoo.loader.modules.get("@web/core/user").user.userId')
    refused = browser.evaluate(WRITE_LANGUAGE % (user, json.dumps(lang)))
    if refused:
        raise BrowserError(f"The language {lang} can't be set for {login}: {refused}")


def _shoot(browser, address, screen, folder):
    """Whether the screen came up without an error; the picture is saved in any case."""
    browser.errors.clear()
    problem = None
    try:
        browser.goto(address + screen.address)
        browser.wait(".o_action_manager > *")
        for name, *arguments in screen.steps:
            if name == "shot":
                browser.screenshot(folder / f"{screen.name}-{arguments[0]}.png")
            else:
                getattr(browser, name)(*arguments)
    except BrowserError as error:
        problem = str(error)
    browser.screenshot(folder / f"{screen.name}.png")
    problems = [problem] * bool(problem) + browser.errors
    print(f"  {folder / screen.name}.png" + "".join(f"\n    {line}" for line in problems), flush=True)
    return not problems


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
