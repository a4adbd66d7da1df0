"""Finished runs: their files as xarray datasets."""

import json
from functools import cached_property
from pathlib import Path

from lantian.program import call


class Results:
    """A finished run in a folder. `fields`: hourly maps by source group; `stations`: hourly series by single source; `ledger`: where the
    mass went. Files are opened lazily."""

    def __init__(self, folder, answer=None):
        self.folder = Path(folder)
        self.answer = answer or {}
        for name in ("fields.nc", "stations.nc"):
            if not (self.folder / name).is_file():
                raise FileNotFoundError(f"{self.folder}: holds no finished run ({name} is not there); run the scenario first")

    @cached_property
    def fields(self):
        """xarray.Dataset of fields.nc: dims time, tag, y, x; ug m-3 and mg m-2."""
        return _open(self.folder / "fields.nc")

    @cached_property
    def stations(self):
        """xarray.Dataset of stations.nc: dims time, source, station."""
        return _open(self.folder / "stations.nc")

    @cached_property
    def ledger(self):
        """Mass ledger as a dict."""
        return json.loads((self.folder / "ledger.json").read_text(encoding="utf-8"))

    def to_xarray(self):
        """The gridded results."""
        return self.fields

    def local_offset_h(self):
        """Local time of the case less UTC, hours."""
        return float(self.fields.attrs["time_zone_offset_h"])

    def by_group(self, species="pm25"):
        """pandas.DataFrame: mean concentration at every station and town (rows) by source group (columns), ug m-3 (mg m-2 h-1)."""
        mean = self.stations[species].mean("time").to_pandas()  # source x station
        groups = self.stations["source_group"].values
        table = mean.groupby(groups, sort=False).sum().T
        table.index = self.stations["station_name"].values
        return table

    def __repr__(self):
        ds = self.fields
        first, last = ds["time_bnds"].values[0, 0], ds["time_bnds"].values[-1, 1]
        return (f"lantian.Results({str(self.folder)!r}): {ds.sizes['time']} hours from {first} to {last} UTC, "
                f"{ds.sizes['tag']} groups, {ds.sizes['y']} x {ds.sizes['x']} cells, {self.stations.sizes['station']} stations")


def _open(path):
    import xarray

    dataset = xarray.open_dataset(path, engine="netcdf4", decode_coords="all")
    return dataset


def open(folder):
    """Open the folder of a finished run."""
    return Results(folder)


def run(scenario, out=None, threads=0):
    """Run a Scenario (or a scenario file) and open what it wrote. Raises a LantianError with all problems when it cannot run."""
    from lantian.scenario import Scenario

    case = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    arguments = ["run", *case.arguments(), "--threads", str(threads)]
    if out is not None:
        arguments += ["--out", str(out)]
    answer = call(*arguments)
    folder = Path(out) if out is not None else Path(answer["files"][0]).parent
    return Results(folder, answer)
