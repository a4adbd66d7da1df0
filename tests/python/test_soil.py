"""Soil balance over years in Python: the numbers of the program's verb, and laws."""

import math

import numpy as np
import pytest

import lantian
from lantian.program import call


def test_balance_values():
    # Printed case: 30 mg/kg, 0.5 mg m-2 a-1, 0.1 m, 1300 kg m-3, half time 200 years, 10 years.
    layer = dict(depth_m=0.1, density_kg_m3=1300.0)
    assert lantian.soil.balance(30.0, 0.5, 10.0, half_time_a=0, **layer) == pytest.approx(30.038462, abs=5e-7)
    assert lantian.soil.balance(30.0, 0.5, 10.0, half_time_a=200.0, **layer) == pytest.approx(29.015893, abs=5e-7)
    # Long after, what comes equals what goes; two halves of the time are the whole.
    steady = 0.5 / 130.0 / (math.log(2) / 200.0)
    assert lantian.soil.balance(30.0, 0.5, 1e5, **layer) == pytest.approx(steady, rel=1e-12)
    half = lantian.soil.balance(30.0, 0.5, 5.0, **layer)
    assert lantian.soil.balance(half, 0.5, 5.0, **layer) == pytest.approx(lantian.soil.balance(30.0, 0.5, 10.0, **layer), rel=1e-13)
    with pytest.raises(ValueError):
        lantian.soil.balance(30.0, 0.5, 5.0, depth_m=0.0)


def test_table_is_that_of_the_verb(short_run, tmp_path):
    answer = call("soil", short_run.folder, "--out", tmp_path / "soil.csv", "--years", "20", "--initial", "25", "--half-time", "150")
    table = lantian.soil.content(short_run, "pb", years=20, initial_mg_kg=25, half_time_a=150)
    assert list(table.index) == [place["id"] for place in answer["places"]]
    for column, key in [("deposit_mg_m2_a", "deposit_mg_m2_a"), ("wet_share", "wet_share"), ("outside_share", "outside_share"),
                        ("increment_mg_kg_a", "increment_mg_kg_a"), ("content_mg_kg", "content_mg_kg")]:
        np.testing.assert_allclose(table[column], [place[key] for place in answer["places"]], rtol=1e-9, atol=1e-15)
    assert (table["deposit_mg_m2_a"] > 0).all()
    several = lantian.soil.content(short_run, "pb", years=[1, 20], initial_mg_kg=25, half_time_a=150)
    np.testing.assert_allclose(several["content_mg_kg[20 a]"], table["content_mg_kg"])


def test_maps_are_those_of_the_verb(short_run, tmp_path):
    import xarray

    call("soil", short_run.folder, "--out", tmp_path / "soil.nc", "--years", "20", "--initial", "25")
    maps = lantian.soil.maps(short_run, "pb", years=[5, 20], initial_mg_kg=25)
    with xarray.open_dataset(tmp_path / "soil.nc") as file:
        np.testing.assert_allclose(maps["content"].sel(year=20), file["content"], rtol=1e-9)
        np.testing.assert_allclose(maps["deposit"], file["deposit_by_tag"], rtol=1e-9, atol=1e-12)
    assert maps["content"].attrs["units"] == "mg kg-1"
    assert dict(maps["content"].sizes)["year"] == 2
    start = np.full(maps["content"].shape[1:], 25.0)
    np.testing.assert_allclose(lantian.soil.maps(short_run, years=20, initial_mg_kg=start)["content"][0], maps["content"][1])


def test_what_is_not_there_is_said(short_run):
    with pytest.raises(ValueError):
        lantian.soil.content(short_run, "zn")
    without = lantian.open(short_run.folder)
    without.__dict__["stations"] = short_run.stations.drop_vars("cd_wet")
    with pytest.raises(KeyError, match="output.deposition"):
        lantian.soil.content(without, "cd")
