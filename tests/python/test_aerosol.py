"""Inorganic equilibrium from Python."""

import pytest

import lantian
from lantian import aerosol


def test_states_come_back_in_order_and_keep_their_totals():
    answer = aerosol.equilibrium([270.0, 300.0], 0.7, so4=0.1, nh3=0.6, no3=[0.4, 0.4])
    assert answer["converged"] == [True, True]
    assert answer["NO3_p"][0] > answer["NO3_p"][1]
    for gas, particle in zip(answer["HNO3_g"], answer["NO3_p"]):
        assert gas + particle == pytest.approx(0.4, rel=1e-7)


def test_dry_salts_are_named():
    answer = aerosol.equilibrium(290.0, 0.3, so4=0.1, nh3=0.5, no3=0.0, branch="stable")
    assert answer["pH"] == [None]
    assert answer["solids"] == [{"(NH4)2SO4": pytest.approx(0.1)}]


def test_bad_values_are_refused():
    with pytest.raises(lantian.DataError) as caught:
        aerosol.equilibrium(290.0, 70.0, so4=0.1, nh3=0.5, no3=0.1)
    assert caught.value.code == "E306"
    with pytest.raises(ValueError):
        aerosol.equilibrium([290.0, 291.0], 0.5, so4=[0.1, 0.1, 0.1], nh3=0.5, no3=0.1)
