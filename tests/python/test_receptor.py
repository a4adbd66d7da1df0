"""Receptor models from Python: the same answers as the verbs, tables and figures."""

import matplotlib

matplotlib.use("Agg")
import numpy
import pandas
import pytest

import lantian
from lantian import receptor, receptor_plots


@pytest.fixture(scope="module")
def samples():
    """Two known sources over 60 days, five species, with wind: the first comes from the south, the second from the north."""
    rng = numpy.random.default_rng(7)
    g = rng.gamma(2.0, 0.5, (60, 2))
    f = numpy.array([[5.0, 1.0, 0.2, 0.5, 0.0], [0.0, 0.5, 4.0, 1.0, 2.0]])
    dates = pandas.date_range("2021-03-01", periods=60, name="Date")
    names = ["Pb", "Zn", "Fe", "Mn", "Cu"]
    conc = pandas.DataFrame(g @ f + 0.01 * rng.random((60, 5)), dates, names)
    unc = 0.05 * conc + 0.02
    wind = pandas.DataFrame({"ws": 3.0, "wd": numpy.where(g[:, 0] > g[:, 1], 180.0, 0.0)}, pandas.Index(dates, name="time"))
    return conc, unc, wind, pandas.DataFrame(f.T, names, ["south", "north"])


def paths_of(samples):
    """An endpoint east of the receptor on days of the first source, west on the others."""
    conc, _, wind, _ = samples
    side = numpy.where(wind["wd"].values == 180.0, 1.0, -1.0)
    rows = [{"arrival": f"{d:%Y-%m-%d} 12:00", "hours": -h, "lon": 10.05 + 0.5 * s * h, "lat": 50.05} for d, s in zip(conc.index, side) for h in (0, 1, 2)]
    return pandas.DataFrame(rows)


def test_pmf_finds_both_sources_and_draws(samples, tmp_path):
    conc, unc, _, truth = samples
    pmf = receptor.pmf(conc, unc, 2, starts=5, seed=3, bootstrap=20, block=5)
    assert pmf.profiles.shape == (5, 2) and pmf.contributions.shape == (60, 2)
    assert isinstance(pmf.contributions.index, pandas.DatetimeIndex)
    best = [max(numpy.corrcoef(pmf.profiles[f], truth[t])[0, 1] for f in pmf.factors) for t in truth]
    assert min(best) > 0.95
    numpy.testing.assert_allclose(pmf.share().sum(axis=1), 1.0)
    low, high = pmf.interval()
    assert (low <= high).all().all()
    named = pmf.rename(["one", "two"])
    assert named.factors == ["one", "two"] and pmf.factors != named.factors
    for draw in (receptor_plots.profiles, receptor_plots.contributions, receptor_plots.residuals):
        draw(named)[0].figure.savefig(tmp_path / f"{draw.__name__}.png")
    for draw in (receptor_plots.fingerprints, receptor_plots.g_space, receptor_plots.starts):
        draw(named).figure.savefig(tmp_path / f"{draw.__name__}.png")
    matplotlib.pyplot.close("all")


def test_cmb_finds_the_contributions(samples):
    conc, unc, _, truth = samples
    cmb = receptor.cmb(conc, unc, truth)
    assert list(cmb.contributions) == ["south", "north"]
    assert (cmb.errors > 0).all().all()
    expected = conc["Pb"] / truth.loc["Pb", "south"]
    assert numpy.corrcoef(cmb.contributions["south"], expected)[0, 1] > 0.99


def test_directions_and_roses(samples, tmp_path):
    conc, _, wind, _ = samples
    cpf = receptor.cpf(conc, wind, percentile=75, sectors=4)
    assert cpf.answer["species"]["Pb"]["peak_deg"] == 180
    assert cpf.answer["species"]["Fe"]["peak_deg"] == 0
    assert cpf.table.loc["Pb", 180.0] == cpf.answer["species"]["Pb"]["sectors"][2]["probability"]
    receptor_plots.cpf_rose(cpf)[0].figure.savefig(tmp_path / "rose.png")
    both = conc.join(wind.rename_axis("Date"))
    cbpf = receptor.cbpf(both, directions=4, speeds=3, percentile=(50, 90))
    assert cbpf.dataset["probability"].dims == ("species", "direction", "speed_bin")
    for statistic in ("probability", "mean"):
        receptor_plots.cbpf_polar(cbpf, "Pb", statistic, unit="µg m⁻³").figure.savefig(tmp_path / f"{statistic}.png")
    matplotlib.pyplot.close("all")


def test_maps_of_trajectories(samples, tmp_path):
    conc = samples[0]
    paths = paths_of(samples)
    pscf = receptor.pscf(conc[["Pb"]], paths, percentile=75, cell=0.5, weights="none")
    east, west = (pscf.of("Pb").sel(lon=lon, lat=50.0, method="nearest").item() for lon in (11.0, 9.0))
    assert east > west
    for method in ("cwt", "sqtba"):
        result = receptor.cwt(conc[["Pb"]], paths, method=method, cell=0.5, growth=20 if method == "sqtba" else None)
        receptor_plots.cell_map(result, "Pb", receptor=(10.05, 50.05), unit="µg m⁻³").figure.savefig(tmp_path / f"{method}.png")
    matplotlib.pyplot.close("all")


def test_trajectories_of_a_scenario(tmp_path):
    case = lantian.init(tmp_path / "case").with_(time={"hours": 4})
    table, maps = receptor.trajectory(case, footprints=True, lon=112.6, lat=35.1, hours=2, every=1)
    assert list(table) == ["arrival", "receptor", "hours", "lon", "lat", "height"]
    # A path that leaves the domain ends with a point of its own.
    assert table["hours"].max() == 0.0 and table["hours"].min() >= -2.0 and {0.0, -1.0} <= set(table["hours"])
    assert maps["footprint"].sizes["arrival_number"] == 3 and float(maps["footprint"].max()) > 0


def test_errors_carry_what_is_wrong(samples):
    conc, unc, wind, _ = samples
    with pytest.raises(lantian.DataError) as caught:
        receptor.cpf(conc, wind, species="Pd")
    assert caught.value.code == "E309" and 'did you mean "Pb"?' in caught.value.hint
    with pytest.raises(lantian.DataError):
        receptor.pmf(conc, -unc, 2)
