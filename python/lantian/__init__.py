"""lantian: atmospheric dispersion and source apportionment.

    case = lantian.init("mycase").with_(time={"hours": 48})
    res = lantian.run(case, out="out/mycase")
    lantian.plots.map(res, "pm25")
    lantian.rank(res)
    lantian.soil.content(res, "pb", years=20)
"""

from lantian import _core
from lantian.errors import (DataError, InternalError, Interrupted, LantianError, MissingInputError, ScenarioError,
                            UsageError, WriteError)
from lantian.ranking import Ranking, rank
from lantian.results import Results, open, run
from lantian.scenario import Scenario, init

__version__ = _core.version()
__all__ = ["Scenario", "init", "run", "open", "Results", "rank", "Ranking", "explain", "plots", "receptor", "receptor_plots",
           "aerosol", "chemistry", "chemistry_plots", "soil", "write_report", "LantianError", "UsageError",
           "DataError", "MissingInputError", "InternalError", "WriteError", "Interrupted", "ScenarioError"]


def explain(key):
    """What a key of the scenario means: dict with type, unit, default, range and text."""
    from lantian.program import call

    return call("explain", key)


def write_report(results, to=None):
    """Write the offline HTML report and the figures of a finished run; returns the page's path."""
    from lantian.report import report

    return report(results, to)


def __getattr__(name):
    # Plots import matplotlib: only when they are used.
    if name in ("plots", "receptor", "receptor_plots", "aerosol", "chemistry", "chemistry_plots", "soil"):
        import importlib

        return importlib.import_module("lantian." + name)
    raise AttributeError(name)
