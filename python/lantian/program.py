"""Calls the verbs of the program and reads their JSON answers."""

import json

from lantian import _core, errors


def call(*arguments):
    """Run a verb with --json and return its answer as a dict. Raises a LantianError with all problems when it fails."""
    code, answer = _core.call([str(a) for a in arguments] + ["--json"])
    try:
        parsed = json.loads(answer) if answer.strip() else {}
    except json.JSONDecodeError:
        parsed = {"text": answer}
    if code != 0:
        errors.raise_for(code, parsed.get("problems", []))
    return parsed
