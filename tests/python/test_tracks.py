"""Moving receptors of a run in Python."""

import numpy as np
import pytest

import lantian


def test_tracks_of_a_run(short_run):
    ds = short_run.tracks
    assert list(ds["track"].values) == ["east", "north"]
    assert list(ds["track_name"].values) == ["east"] * 11 + ["north"] * 11
    assert ds["pm25"].dims == ("obs", "source")
    assert str(ds["time"].values[0]) == "2022-01-06T06:05:00.000000000"
    assert list(ds["source"].values) == list(short_run.stations["source"].values)
    # Nowhere on either way does one read less than what comes from outside, and somewhere more.
    outside = ds["pm25"].isel(source=-1)
    total = ds["pm25"].sum("source")
    assert (outside > 0).all() and (total >= outside).all() and float(total.max()) > 1.05 * float(outside.max())
    hour = short_run.stations["pm25"].sel(time="2022-01-06T07:00").isel(source=-1, station=0)
    np.testing.assert_allclose(outside[0], hour, rtol=1e-6)


def test_a_track_by_group(short_run):
    table = short_run.along("north", "so2")
    assert len(table) == 11 and list(table.columns[:4]) == ["time", "lon", "lat", "height"]
    mine = short_run.tracks["so2"].isel(obs=slice(11, 22)).sum("source")
    np.testing.assert_allclose(table.iloc[:, 4:].sum(axis=1), mine, rtol=1e-5)
    with pytest.raises(KeyError, match="east, north"):
        short_run.along("south")


def test_a_run_without_tracks_says_so(short_run, tmp_path):
    case = lantian.Scenario.load(short_run.case.path).with_(time={"hours": 1}, domain={"cell_m": 4000.0})
    with pytest.raises(FileNotFoundError, match="output.tracks"):
        lantian.run(case, out=tmp_path / "out").tracks
