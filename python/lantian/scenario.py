"""A case: a scenario file and the values changed in it."""

from dataclasses import dataclass, field
from pathlib import Path

from lantian.program import call


def _flatten(prefix, value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flatten(f"{prefix}.{key}" if prefix else key, inner)
    else:
        yield prefix, value


def _toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


@dataclass(frozen=True)
class Scenario:
    """An immutable case. `with_(time={"hours": 48})` gives a changed copy; nothing is written to the file."""

    path: Path
    changes: tuple = field(default=())

    @classmethod
    def load(cls, path):
        """The case of a scenario file (TOML)."""
        return cls(Path(path))

    def with_(self, **sections):
        """A copy with values changed: with_(time={"hours": 48}, puffs={"merge": False})."""
        return Scenario(self.path, self.changes + tuple(_flatten("", sections)))

    def arguments(self):
        """Command-line arguments that stand for this case."""
        out = [str(self.path)]
        for key, value in self.changes:
            out += ["--set", f"{key}={_toml(value)}"]
        return out

    def check(self):
        """Everything the program says about the case without running it, as a dict. Raises when something is wrong."""
        return call("check", *self.arguments())

    def winds(self, out, times=None):
        """Write the weather that a run of this case sees to a NetCDF file and return it as an xarray Dataset.

        times: date-time texts with offset, for example ["2022-01-06T02:00:00+08:00"]; None: every hour of the run.
        """
        import xarray

        chosen = [word for time in times or [] for word in ("--time", time)]
        call("met", "winds", *self.arguments(), *chosen, "--out", out)
        return xarray.open_dataset(out)

    def __repr__(self):
        changed = "".join(f"\n  {k} = {v!r}" for k, v in self.changes)
        return f"lantian.Scenario({str(self.path)!r}){changed}"


def init(folder, example="jiyuan"):
    """Write a complete example case into a new folder and return its Scenario."""
    call("init", folder, "--example", example)
    return Scenario.load(Path(folder) / f"{example}.toml")
