"""Mechanisms, boxes and isopleths from Python."""

import matplotlib

matplotlib.use("Agg")
import numpy
import pytest

import lantian
from lantian import chemistry, chemistry_plots

SMALL = (0.0, 0.3, 0.7, 1.0, 1.5)


@pytest.fixture(scope="module")
def case():
    return chemistry.example().with_(time={"hours": 6}, sun={"start_hour": 8})


@pytest.fixture(scope="module")
def table(case):
    return chemistry.ekma(case, nox_factors=SMALL, voc_factors=SMALL, sensitivity=True)


def test_carried_mechanisms_say_what_they_hold():
    assert chemistry.mechanisms() == ["cb05", "cb6r5", "grs"]
    for name, variables, fixed, reactions in (("cb6r5", 87, 6, 225), ("cb05", 51, 5, 156), ("grs", 7, 0, 7)):
        m = chemistry.Mechanism(name)
        assert (m.answer["variables"], len(m.answer["fixed"]), m.answer["reactions"]) == (variables, fixed, reactions)
        assert sum(m.answer["kinds"].values()) == sum(m.answer["orders"]) == reactions
        assert list(m.families) == ["N", "S", "VOC"]
        assert m.answer["lu_entries"] >= m.answer["jacobian_entries"] >= variables
        assert len(m.species) == variables + fixed and len(m.reactions) == reactions
        assert m.origin and str(variables) in repr(m)
    m = chemistry.Mechanism("cb6r5")
    assert m.species.loc["N2O5", "N"] == 2 and m.species.loc["M", "fixed"]
    assert m.reactions.loc["R1", "equation"] == "NO2 + hv = NO + O"


def test_run_gives_xarray_with_units(case):
    result = chemistry.run(case, species=["O3", "NO", "NO2"])
    assert set(result.data_vars) == {"O3", "NO", "NO2"}
    assert result["O3"].attrs["units"] == "ppb" and result["time"].attrs["units"] == "h"
    assert result["solar_hour"].values[0] == 8.0 and result.sizes["time"] == 37
    assert result["O3"].values[0] == pytest.approx(30.0) and result["O3"].values[-1] > 60.0
    assert result.attrs["failed"] == 0 and result.attrs["forced"] == 0
    assert "PAN" in chemistry.run(case.with_(time={"hours": 0.5}))


def test_scan_of_a_case_keeps_its_factors(case):
    scan = {"x_species": ["ISOP"], "x_factors": [0.0, 1.0], "y_species": ["NO"], "y_factors": [0.5, 1.0, 2.0]}
    result = chemistry.run(case.with_(time={"hours": 1}, scan=scan), species=["NO", "ISOP"])
    assert result["NO"].dims == ("time", "y_factor", "x_factor")
    assert result["NO"].sel(y_factor=2.0).values[0] == pytest.approx([10.0, 10.0])
    assert result["ISOP"].sel(x_factor=0.0).max() == 0.0


def test_isopleths_agree_with_single_boxes_and_any_threads(case, table):
    assert table["peak"].dims == ("nox_factor", "voc_factor") and table["peak"].attrs["units"] == "ppb"
    nox, voc = table.attrs["nox_species"].split(), table.attrs["voc_species"].split()
    assert nox == ["NO", "NO2", "HONO"] and "PAN" not in voc and "CO" not in voc and "TOL" in voc
    half = case
    for group, factor in ((nox, 0.7), (voc, 1.5)):
        for name in ("initial_ppb", "emission_ppb_per_h"):
            half = half.with_(**{name: {s: v * factor for s, v in case.tables[name].items() if s in group}})
    # The factors round otherwise when they are applied to the text of the case.
    assert float(table["peak"].sel(nox_factor=0.7, voc_factor=1.5)) == pytest.approx(float(chemistry.run(half)["O3"].max()), rel=1e-12)
    again = chemistry.ekma(case, nox_factors=SMALL, voc_factors=SMALL, threads=1)
    assert (again["peak"].values == table["peak"].values).all()
    # What is put in: initial and emitted.
    assert float(table["nox_ppb"].sel(nox_factor=1.0)) == pytest.approx(20.3 + 6 * 1.6)
    assert (table["peak_time"].values <= 6.0).all()


def test_sensitivities_are_slopes_of_the_table(case, table):
    at = {"nox_factor": 1.0, "voc_factor": 1.0}
    near = chemistry.ekma(case, nox_factors=(0.98, 1.0, 1.02), voc_factors=(0.98, 1.0, 1.02))["peak"]
    for name, other in (("nox", "voc"), ("voc", "nox")):
        line = near.sel({f"{other}_factor": 1.0}).values
        slope = (line[2] - line[0]) / numpy.log(1.02 / 0.98)
        assert float(table[f"peak_per_ln_{name}"].sel(at)) == pytest.approx(slope, rel=0.03), name


def test_ridge_is_the_top_of_each_column():
    import xarray

    f = numpy.array([0.0, 0.5, 1.0, 1.5, 2.0])
    peak = 100 - 10 * (f[:, None] - numpy.array([0.8, 1.3, 3.0])) ** 2
    table = xarray.Dataset({"peak": (("nox_factor", "voc_factor"), peak)}, {"nox_factor": f, "voc_factor": [1.0, 2.0, 3.0]})
    numpy.testing.assert_allclose(chemistry.ridge(table).values, [0.8, 1.3, numpy.nan])


def test_measures_name_what_they_do(case):
    answer = chemistry.measures(case, {"NOx -30 %": {"nox": 0.7}, "VOC -30 %": {"voc": 0.7}})
    assert list(answer.index) == ["as it stands", "NOx -30 %", "VOC -30 %"]
    assert answer["change_ppb"].iloc[0] == 0.0 and answer["change_ppb"].iloc[2] < 0.0
    with pytest.raises(ValueError, match="no2"):
        chemistry.measures(case, {"x": {"no2": 0.5}})


def test_problems_carry_place_and_hint(case, tmp_path):
    with pytest.raises(lantian.MissingInputError) as caught:
        chemistry.run(case, "cb6")
    assert caught.value.code == "E612" and "cb6r5" in caught.value.hint
    with pytest.raises(lantian.ScenarioError) as caught:
        chemistry.run(case.with_(initial_ppb={"O33": 1.0}))
    assert caught.value.code == "E602" and "O3" in caught.value.hint
    with pytest.raises(lantian.ScenarioError) as caught:
        chemistry.run(case.with_(air={"temperature_k": 3.0}))
    assert caught.value.code == "E203" and caught.value.line > 0
    with pytest.raises(lantian.MissingInputError):
        chemistry.Case.load(tmp_path / "none.toml")
    with pytest.raises(ValueError, match="NOx"):
        chemistry.ekma(case.with_(initial_ppb=None, emission_ppb_per_h=None))


def test_failures_are_warned_of(tmp_path):
    broken = tmp_path / "m.json"
    broken.write_text('{"species": ["A", "B"], "reactions": [{"label": "R1", "reactants": ["A", "A"], "products": {"B": 2}, '
                      '"rate": {"type": "arrhenius", "A": 1e300}}]}')
    with pytest.warns(RuntimeWarning, match="failed in 1 of 1"):
        result = chemistry.run(chemistry.Case({"time": {"hours": 1}, "initial_ppb": {"A": 1.0}}), broken)
    assert result.attrs["failed"] == 1


def test_figures_have_units_and_miss_no_glyph(case, table, tmp_path, recwarn):
    ax = chemistry_plots.series(chemistry.run(case))
    assert "ppb" in ax.get_ylabel() and "h" in ax.get_xlabel()
    ax.figure.savefig(tmp_path / "series.png")
    answer = chemistry.measures(case, {"NOx −30 %": {"nox": 0.7}})
    ax = chemistry_plots.isopleths(table, answer, limit_ppb=70.0)
    assert "ppbC" in ax.get_xlabel() and "ppb" in ax.get_ylabel()
    assert any("NOx" in text.get_text() for text in ax.figure.legends[0].get_texts())
    ax.figure.savefig(tmp_path / "ekma.png")
    assert [str(w.message) for w in recwarn if "missing from" in str(w.message)] == []
