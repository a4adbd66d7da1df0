"""Finished runs: their files as xarray datasets."""

import json
from functools import cached_property
from pathlib import Path

from lantian.program import call


class Results:
    """A finished run in a folder. `fields`: hourly maps by source group; `stations`: hourly series by single source; `tracks`: what moving
    receptors read; `ledger`: where the mass went. Files are opened lazily."""

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
    def tracks(self):
        """xarray.Dataset of tracks.nc: dims obs (the intervals of all tracks), source; the coordinate `track_name` says whose interval each is.
        FileNotFoundError when the run had no moving receptors."""
        path = self.folder / "tracks.nc"
        if not path.is_file():
            raise FileNotFoundError(f"{self.folder}: the run had no moving receptors; name their table in output.tracks and run again")
        dataset = _open(path)
        names = dataset["track"].values.repeat(dataset["row_size"].values.astype(int))
        return dataset.assign_coords(track_name=("obs", names))

    def along(self, track, species="pm25"):
        """pandas.DataFrame of one track: time (end of each interval), lon, lat, height, then a column a source group, ug m-3."""
        ds = self.tracks
        mine = ds.isel(obs=ds["track_name"].values == track)
        if mine.sizes["obs"] == 0:
            raise KeyError(f"no track {track!r}; there are {', '.join(ds['track'].values)}")
        table = mine[["lon", "lat", "height"]].to_dataframe()[["lon", "lat", "height"]]
        table.insert(0, "time", mine["time"].values)
        groups = mine[species].transpose("source", "obs").to_pandas().groupby(mine["source_group"].values, sort=False).sum().T
        return table.reset_index(drop=True).join(groups.reset_index(drop=True))

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
