"""Exceptions of lantian: one class per kind of exit code."""


class LantianError(Exception):
    """Something lantian refused. `problems` lists every finding as a dict; the first one is also in .file .line .code .hint."""

    def __init__(self, exit_code, problems):
        self.exit_code = exit_code
        self.problems = problems
        first = problems[0] if problems else {}
        self.code = first.get("code", "")
        self.file = first.get("file", "")
        self.line = first.get("line", 0)
        self.hint = first.get("hint", "")
        super().__init__("\n".join(text_of(p) for p in problems) or f"lantian ended with exit code {exit_code}")


class UsageError(LantianError):
    """Wrong arguments (64)."""


class DataError(LantianError):
    """A data file holds something wrong (65)."""


class MissingInputError(LantianError):
    """A file that is named does not exist (66)."""


class InternalError(LantianError):
    """A bug of lantian (70)."""


class WriteError(LantianError):
    """Reading or writing failed (74)."""


class Interrupted(LantianError):
    """Stopped on request (75)."""


class ScenarioError(LantianError):
    """The scenario is wrong (78)."""


_BY_CODE = {64: UsageError, 65: DataError, 66: MissingInputError, 70: InternalError, 74: WriteError, 75: Interrupted, 78: ScenarioError}


def text_of(problem):
    """One problem as the program prints it."""
    place = problem.get("file", "")
    if place and problem.get("line"):
        place += f":{problem['line']}"
        if problem.get("column"):
            place += f":{problem['column']}"
    text = f"{place}: " if place else ""
    text += f"{problem.get('severity', 'error')}[{problem.get('code', '')}] {problem.get('message', '')}"
    return text + (f"; {problem['hint']}" if problem.get("hint") else "")


def of(exit_code, problems):
    """The exception that belongs to an exit code."""
    return _BY_CODE.get(exit_code, LantianError)(exit_code, problems)


def raise_for(exit_code, problems):
    """Raise the exception that belongs to an exit code."""
    raise of(exit_code, problems)
