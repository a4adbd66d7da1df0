"""Winds of the example over its terrain: the file and the figures."""

import matplotlib
import numpy
import pytest

import lantian

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def winds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("winds")
    case = lantian.init(folder / "case")
    return case.winds(folder / "winds.nc", ["2022-01-08T02:00:00+08:00", "2022-01-08T14:00:00+08:00"])


def test_winds_are_a_dataset_with_units(winds):
    assert winds["wind_x"].dims == ("time", "height", "y", "x")
    assert winds["wind_x"].attrs["units"] == "m s-1"
    assert numpy.isfinite(winds["wind_upward"].values).all()
    # Calm plain, but air runs down the Taihang slopes by night.
    steep = winds["terrain_height"].values > 800
    night = winds.isel(time=0).sel(height=10)
    speed = numpy.hypot(night["wind_x"].values, night["wind_y"].values)
    assert speed[steep].mean() > speed[~steep].mean()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("when", ["2022-01-08T02:00", "2022-01-08T14:00"])
def test_figure_says_height_time_and_unit(winds, when, language, tmp_path):
    axes = lantian.plots.winds(winds, when, 10, language=language)
    assert when.replace("T", " ") in axes.get_title()
    assert "10 m" in axes.get_title()
    labels = [axis.get_ylabel() for axis in axes.figure.axes]
    assert any("m s⁻¹" in label for label in labels)
    axes.figure.savefig(tmp_path / "winds.png")
    assert (tmp_path / "winds.png").stat().st_size > 20000
