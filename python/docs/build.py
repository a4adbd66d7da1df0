#!/usr/bin/env python3
"""Builds the manual: one offline HTML page per subject, out of what the repository and the program already say.

Nothing is written twice: theory pages stand beside their code, scenario keys and help come from the program, message codes from its table.
"""

import argparse
import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

import markdown

import scores

ROOT = Path(__file__).resolve().parents[2]
MESSAGE = re.compile(r'MessageCode\{\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\s*\}')
STYLE = """
body { margin: 0; font: 16px/1.5 sans-serif; color: #222; display: grid; grid-template-columns: 15rem minmax(0, 60rem); }
nav { padding: 1rem; background: #eef4fa; min-height: 100vh; } nav a { display: block; padding: .15rem 0; color: #1f4e79; }
nav a.here { font-weight: bold; } nav h2 { font-size: 1rem; margin: 1rem 0 .2rem; } main { padding: 1rem 2rem; overflow-wrap: break-word; }
pre { background: #f5f5f5; padding: .6rem; overflow-x: auto; } code { background: #f5f5f5; }
table { border-collapse: collapse; display: block; overflow-x: auto; } td, th { border: 1px solid #ccc; padding: .2rem .5rem; text-align: left; vertical-align: top; }
img { max-width: 100%; }
"""


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def cell(text):
    return text.replace("|", "\\|")


def message_codes():
    """Markdown table of every message code, from the table the program uses."""
    codes = [[part.replace('\\"', '"') for part in row] for row in MESSAGE.findall(read("models/app/message_codes.hpp"))]
    if not codes:
        raise SystemExit("docs: no message codes found in models/app/message_codes.hpp")
    rows = [f"| {code} | {cell(meaning)} | {cell(cure)} |" for code, meaning, cure in codes]
    return "\n".join(["# Messages", "", "| code | meaning | cure |", "|---|---|---|", *rows, ""])


def command_line(ask):
    """Markdown page with the help of the program and of each verb that it names."""
    overview = ask("--help")
    listed = overview.split("Subcommands:", 1)
    verbs = re.findall(r"^  (\w+) ", listed[1], re.MULTILINE) if len(listed) == 2 else []
    if not verbs:
        raise SystemExit("docs: the program's help names no verb")
    parts = ["# Command line", "", "```", overview.rstrip(), "```"]
    for verb in verbs:
        parts += ["", f"## lantian {verb}", "", "```", ask(verb, "--help").rstrip(), "```"]
    return "\n".join(parts) + "\n"


def pages(program):
    """(section, title, file name, Markdown) of every page, in the order of the menu."""

    def ask(*arguments):
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"docs: {program.name} {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    yield "Start", "Overview", "index", read("README.md")
    yield "Start", "Command line", "command-line", command_line(ask)
    yield "Start", "Messages", "messages", message_codes()
    yield "Files", "Scenario keys", "scenario", ask("explain", "--markdown")
    yield "Files", "Formats", "formats", read("inputs/schema/FORMATS.md")
    for page in sorted((ROOT / "inputs/examples").glob("*/README.md")):
        yield "Examples", page.parent.name, f"example-{page.parent.name}", page.read_text(encoding="utf-8")
    for page in sorted((ROOT / "models").glob("*/THEORY.md")):
        yield "Theory", page.parent.name, f"theory-{page.parent.name}", page.read_text(encoding="utf-8")
    yield "Evidence", "Scores against field experiments", "scores", scores.page()
    yield "Project", "Changes", "changes", read("CHANGELOG.md")


def menu(all_pages, here):
    lines, last = [], None
    for section, title, name, _ in all_pages:
        if section != last:
            lines.append(f"<h2>{html.escape(section)}</h2>")
            last = section
        mark = ' class="here"' if name == here else ""
        lines.append(f'<a href="{name}.html"{mark}>{html.escape(title)}</a>')
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    all_pages = list(pages(options.program.resolve()))
    for _, title, name, text in all_pages:
        # Pictures lie beside the pages.
        body = markdown.markdown(re.sub(r"(\.\./)*python/docs/", "", text), extensions=["tables", "fenced_code", "toc"])
        (options.out / f"{name}.html").write_text(
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>lantian: {html.escape(title)}</title>\n'
            f"<style>{STYLE}</style></head><body><nav>{menu(all_pages, name)}</nav><main>\n{body}\n</main></body></html>\n",
            encoding="utf-8",
        )
    here = Path(__file__).parent
    for picture in [*here.glob("*.svg"), *here.glob("*.png"), *here.glob("scores/*.png")]:
        shutil.copy(picture, options.out)
    print(f"{len(all_pages)} pages: {options.out}/index.html")


if __name__ == "__main__":
    sys.exit(main())
