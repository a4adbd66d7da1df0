"""Inorganic aerosol in equilibrium: see the manual's page on chemistry for the model and its limits."""

import csv
import os
import tempfile

_TOTALS = ("so4", "nh3", "no3", "na", "cl", "ca", "k", "mg")
_COLUMNS = ("tSO4", "tNH3", "tNO3", "tNa", "tCl", "tCa", "tK", "tMg")


def equilibrium(temperature_k, relative_humidity, *, so4, nh3, no3, na=0.0, cl=0.0, ca=0.0, k=0.0, mg=0.0,
                branch="metastable", rules="complete", threads=0):
    """Gas, solution and salts of the inorganic aerosol.

    temperature_k [K], relative_humidity [0-1] and totals of gas and particle [umol m-3]: numbers, or sequences of one
    length (numbers among them serve every state). branch: "metastable" or "stable". rules: "complete" or "published".
    Returns a dict of lists: NH3_g, HNO3_g, HCl_g, NH4_p, NO3_p, Cl_p, SO4_aq, HSO4_aq [umol m-3], water_ug_m3, pH (None
    when dry), solids (dict formula -> umol m-3), converged.
    """
    from lantian.program import call

    given = dict(zip(("T_K", "RH") + _COLUMNS,
                     (temperature_k, relative_humidity, so4, nh3, no3, na, cl, ca, k, mg)))
    lengths = {name: len(value) for name, value in given.items() if hasattr(value, "__len__")}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"sequences of different length: {lengths}")
    n = next(iter(lengths.values()), 1)
    columns = {name: [float(v) for v in value] if name in lengths else [float(value)] * n
               for name, value in given.items()}
    with tempfile.TemporaryDirectory() as folder:
        states, particles = os.path.join(folder, "states.csv"), os.path.join(folder, "particles.csv")
        with open(states, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*(map(repr, values) for values in columns.values())))
        call("equilibrium", "--in", states, "--out", particles, "--branch", branch, "--rules", rules, "--threads", threads)
        with open(particles, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    answer = {name: [float(row[name]) for row in rows] for name in
              ("NH3_g", "HNO3_g", "HCl_g", "NH4_p", "NO3_p", "Cl_p", "SO4_aq", "HSO4_aq", "water_ug_m3")}
    answer["pH"] = [float(row["pH"]) if row["pH"] else None for row in rows]
    answer["solids"] = [dict((name, float(amount)) for name, amount in
                             (part.rsplit(":", 1) for part in row["solids"].split(";") if part)) for row in rows]
    answer["converged"] = [row["converged"] == "1" for row in rows]
    return answer
