"""Receptor models: factorisation, mass balance, directions and trajectories, by the same verbs as the program.

Tables are pandas.DataFrame (index: dates or sample names; columns: species) or paths of CSV files. Answers hold what the program says
(`answer`), an xarray.Dataset where there are maps or several dimensions (`dataset`), and tables.
"""

import tempfile
from pathlib import Path

from lantian.program import call


class _Folder:
    """Where the tables and results of one call lie: a folder of the user's, or one that goes with the answer."""

    def __init__(self, out=None):
        self.temporary = None if out else tempfile.TemporaryDirectory(prefix="lantian_")
        self.path = Path(out) if out else Path(self.temporary.name)
        self.path.mkdir(parents=True, exist_ok=True)

    def table(self, table, name, index="Date"):
        """Path of a table: its own, or a CSV written from a DataFrame."""
        if isinstance(table, (str, Path)):
            return str(table)
        path = self.path / name
        table.to_csv(path, index_label=table.index.name or index)
        return str(path)


def _options(pairs):
    """Command line options: True is a flag, None and False are left out, lists are joined by commas."""
    out = []
    for name, value in pairs.items():
        option = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            out.append(option)
        elif isinstance(value, (list, tuple)) and name in ("percentile", "bounds", "cell_edge"):
            out += [option, *[str(v) for v in value]]
        elif isinstance(value, (list, tuple)):
            out += [option, ",".join(str(v) for v in value)]
        else:
            out += [option, str(value)]
    return out


def _dataset(path):
    import xarray

    with xarray.open_dataset(path) as dataset:
        return dataset.load()


class Answer:
    """What a verb answered: `answer` (dict), `dataset` (xarray) and `notes` (what was assumed)."""

    def __init__(self, answer, dataset=None):
        self.answer = answer
        self.dataset = dataset

    @property
    def notes(self):
        return self.answer.get("notes", [])

    def __repr__(self):
        return f"lantian.receptor.{type(self).__name__}\n{self.table!r}" if hasattr(self, "table") else repr(self.answer)

    def _repr_html_(self):
        return self.table.to_html(float_format=lambda v: f"{v:.3g}") if hasattr(self, "table") else None


class Pmf(Answer):
    """A factorisation. `profiles`: species x factors, unit of the species; `contributions`: samples x factors, mean 1."""

    @property
    def factors(self):
        return [str(name) for name in self.dataset["factor_name"].values]

    @property
    def profiles(self):
        import pandas

        return pandas.DataFrame(self.dataset["profile"].values.T, index=self.dataset["species_name"].values, columns=self.factors)

    table = profiles

    @property
    def contributions(self):
        import pandas

        return pandas.DataFrame(self.dataset["contribution"].values, index=_times(self.dataset["sample_id"].values), columns=self.factors)

    def share(self):
        """Part of the modelled sum of each species that each factor brings: species x factors, rows sum to 1."""
        mass = self.profiles * self.contributions.mean().values
        return mass.div(mass.sum(axis=1), axis=0)

    def interval(self):
        """(low, high) of each profile element, species x factors: displacement at the lowest dQ, else bootstrap 5-95 %, else None."""
        import pandas

        d = self.dataset
        if "disp_low" in d:
            low, high = d["disp_low"].values[0], d["disp_high"].values[0]
        elif "bootstrap_profile" in d:
            low, high = d["bootstrap_profile"].values[0], d["bootstrap_profile"].values[-1]
        else:
            return None
        names = {"index": d["species_name"].values, "columns": self.factors}
        return pandas.DataFrame(low.T, **names), pandas.DataFrame(high.T, **names)

    def rename(self, names):
        """The same with other factor names: a dict, or a list in their order."""
        new = [names.get(f, f) for f in self.factors] if isinstance(names, dict) else list(names)
        return Pmf(self.answer, self.dataset.assign(factor_name=("factor", new)))


def _times(texts):
    """Dates of samples where all are dates, else the texts."""
    import pandas

    try:
        return pandas.DatetimeIndex(pandas.to_datetime(pandas.Series(list(texts), dtype="object"), errors="raise"))
    except (ValueError, TypeError):
        return pandas.Index(list(texts))


def pmf(conc, unc, factors, starts=20, seed=1, out=None, threads=0, **options):
    """Positive matrix factorisation (`lantian pmf`): conc, unc tables of one shape. Further options by their names on the command line,
    for example robust=True, bootstrap=100, disp=True, g_min=-0.2, extra_uncertainty=0.1. Returns Pmf."""
    folder = _Folder(out)
    arguments = ["pmf", "--conc", folder.table(conc, "conc.csv"), "--factors", factors, "--starts", starts, "--seed", seed,
                 "--threads", threads, "--out", folder.path]
    if unc is not None:
        arguments += ["--unc", folder.table(unc, "unc.csv")]
    answer = call(*arguments, *_options(options))
    return Pmf(answer, _dataset(folder.path / "pmf.nc"))


class Cmb(Answer):
    """Chemical mass balance. `table`: one row a sample, S_<source>, SE_<source>, chi2, R2, iterations."""

    def __init__(self, answer, table):
        super().__init__(answer)
        self.table = table

    def _pick(self, start):
        columns = [c for c in self.table if c.startswith(start)]
        return self.table[columns].rename(columns=lambda c: c[len(start):])

    @property
    def contributions(self):
        return self._pick("S_")

    @property
    def errors(self):
        return self._pick("SE_")


def cmb(conc, unc, profiles, profiles_unc=None, out=None, threads=0, **options):
    """Chemical mass balance with effective variance (`lantian cmb`): profiles species x sources, mass fractions. Returns Cmb."""
    import pandas

    folder = _Folder(out)
    target = folder.path / "cmb.csv"
    arguments = ["cmb", "--conc", folder.table(conc, "conc.csv"), "--unc", folder.table(unc, "unc.csv"),
                 "--profiles", folder.table(profiles, "profiles.csv", "species"), "--threads", threads, "--out", target]
    if profiles_unc is not None:
        arguments += ["--profiles-unc", folder.table(profiles_unc, "profiles_unc.csv", "species")]
    answer = call(*arguments, *_options(options))
    table = pandas.read_csv(target, index_col=0)
    table.index = _times(table.index)
    return Cmb(answer, table)


class Cpf(Answer):
    """Conditional probability function. `table`: species x sectors (degrees the wind blows from)."""

    @property
    def table(self):
        return self.dataset["probability"].to_pandas()


class Cbpf(Answer):
    """Conditional bivariate probability function. `dataset`: probability and mean by species, direction and speed."""


class CellMap(Answer):
    """PSCF or CWT on longitude-latitude cells. `name` is the variable; `weighted_<name>` has the weights by endpoint counts."""

    def __init__(self, answer, dataset, name):
        super().__init__(answer, dataset)
        self.name = name

    def of(self, species, weighted=True):
        """xarray.DataArray of one species."""
        at = list(self.dataset["species"].values).index(species)
        return self.dataset[("weighted_" if weighted else "") + self.name].isel(species=at)


def _samples(value):
    """Contributions of a Pmf or Cmb, or the table itself."""
    return value.contributions if isinstance(value, (Pmf, Cmb)) else value


def _direction(verb, conc, wind, threads, options):
    folder = _Folder()
    target = folder.path / f"{verb}.nc"
    arguments = [verb, "--conc", folder.table(_samples(conc), "samples.csv"), "--threads", threads, "--out", target]
    if wind is not None:
        arguments += ["--wind", folder.table(wind, "wind.csv", "time")]
    answer = call(*arguments, *_options(options))
    return answer, _dataset(target)


def cpf(conc, wind=None, threads=0, **options):
    """Conditional probability function (`lantian cpf`) of a table of samples, a Pmf or a Cmb. wind: table with time, ws, wd, or None
    when these columns stand in conc. Options: percentile=75, threshold, sectors=16, calm=1.0, species, sample_hours ... Returns Cpf."""
    return Cpf(*_direction("cpf", conc, wind, threads, options))


def cbpf(conc, wind=None, threads=0, **options):
    """Conditional bivariate probability function (`lantian cbpf`). Options: percentile=75 or (50, 75), directions=36, speeds=30,
    min_hours ... Returns Cbpf."""
    return Cbpf(*_direction("cbpf", conc, wind, threads, options))


def _cells(verb, name, conc, trajectories, threads, options):
    folder = _Folder()
    target = folder.path / f"{verb}.nc"
    if hasattr(trajectories, "to_csv"):
        path = folder.path / "trajectories.csv"
        trajectories.to_csv(path, index=False)
        trajectories = path
    files = trajectories if isinstance(trajectories, (list, tuple)) else [trajectories]
    answer = call(verb, "--conc", folder.table(_samples(conc), "samples.csv"), "--threads", threads, "--out", target,
                  *_options(options), "--trajectories", *files)
    return CellMap(answer, _dataset(target), name)


def pscf(conc, trajectories, threads=0, **options):
    """Potential source contribution function (`lantian pscf`). trajectories: DataFrame of trajectory(), files, HYSPLIT tdump files.
    Options: percentile=90, threshold, cell=1.0, weights="customary" | "none" | table, bounds=(w, s, e, n) ... Returns CellMap."""
    return _cells("pscf", "pscf", conc, trajectories, threads, options)


def cwt(conc, trajectories, method="cwt", threads=0, **options):
    """Concentration weighted trajectories (`lantian cwt`); method "sqtba" spreads the endpoints. Returns CellMap."""
    return _cells("cwt", method, conc, trajectories, threads, {"method": method, **options})


def trajectory(scenario, footprints=False, threads=0, **options):
    """Back trajectories in the weather of a scenario (`lantian trajectory`): DataFrame with arrival, receptor, hours, lon, lat, height.
    Options: receptor=[...], lon=, lat=, height=100, hours=24, every=1, arrival=[...]. With footprints=True also the Dataset of
    footprints by backward puffs (s m-3): (DataFrame, Dataset)."""
    import pandas

    from lantian.scenario import Scenario

    case = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    folder = _Folder()
    target, maps = folder.path / "paths.csv", folder.path / "footprints.nc"
    arguments = ["trajectory", *case.arguments(), "--threads", threads, "--out", target]
    if footprints:
        arguments += ["--footprints", maps]
    call(*arguments, *_options(options))
    table = pandas.read_csv(target)
    table.columns = [c.split("[")[0] for c in table.columns]
    return (table, _dataset(maps)) if footprints else table
