"""The report opens offline in a browser without a request, a console error or a blocked item, and escapes what it shows."""

import re
import shutil
import subprocess

import pytest

import lantian
from lantian import report


@pytest.fixture(scope="module")
def page(short_run):
    lantian.rank(short_run)
    return lantian.write_report(short_run)


def test_page_is_whole_and_self_contained(page):
    text = page.read_text(encoding="utf-8")
    assert page.stat().st_size < 15e6
    assert "default-src 'none'" in text
    assert not re.search(r"""(src|href)\s*=\s*["'](?!data:)""", text)
    assert "http://" not in text.replace("http://www.w3.org", "") and "https://" not in text
    for heading in ("Hour by hour", "PM2.5 by town", "Lead in air", "Control measures", "Where the mass went", "Inputs", "Limits of the result"):
        assert heading in text


def test_text_from_data_is_escaped():
    assert "<script>" not in report._table_html([["<script>alert(1)</script>", 1.0]], ["<b>name</b>", "value"])


def test_browser_shows_it_without_request_or_error(page, tmp_path):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium: the page is not opened in a browser")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--no-first-run", f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", "--v=0", "--virtual-time-budget=4000",
         f"--screenshot={tmp_path / 'page.png'}", "--window-size=1200,2600", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]
    console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    assert console == [], console
    assert "hour to" in done.stdout, "the script did not run"
