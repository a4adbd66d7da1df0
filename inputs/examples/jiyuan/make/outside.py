"""Outside concentration from published daily means of stations around the city."""

import csv
from pathlib import Path

# Stations by city; the four cities count the same. Published daily means, 6-15 January 2022.
CITIES = {"Jili": ("3593A",), "Jincheng": ("3620A",), "Luoyang": ("3635A", "3636A"), "Yuncheng": ("3667A", "3670A")}

# Estimate: the neighbours' means hold their own towns' pollution. The outside share of the city's annual PM2.5 is put at 50-65 %; the middle is taken.
PARTICLE_SHARE = 0.575
COARSE_SHARE = 0.45   # dust falls out sooner
SO2_SHARE = 0.5
NOX_SHARE = 0.35      # of NO2; short-lived and urban
# Stand-in composition of winter PM2.5 (estimate): sulfate 14, nitrate 25 %; ammonium follows from 1.375 and 1.290; the rest is primary
SO4_OF_PM25, NO3_OF_PM25 = 0.14, 0.25
VOC_UG_M3, NH3_UG_M3 = 60.0, 12.0
METAL_OF_PM25 = {"pb": 1.0e-3, "cd": 3.0e-5, "as": 1.0e-4, "hg": 3.0e-6}
# Lead: 3.03 mg/m2 per 30 d at a clean site (published, Qiu et al. 2016; all of it booked as dry). Others: national means in mg/m2/a
# (published, Chen et al. 2022: As 3.0, Cd 0.48, Hg 0.05), spread evenly over 8760 h.
DRY_MG_M2_H = {"pb": 3.03 / 720, "cd": 0.48 / 8760, "as": 3.0 / 8760, "hg": 0.05 / 8760}

HEADER = (["time", "pm25_primary[ug/m3]", "so4[ug/m3]", "no3[ug/m3]", "pm_coarse[ug/m3]", "so2[ug/m3]", "nox[ug/m3]", "voc[ug/m3]", "nh3[ug/m3]"]
          + [f"{m}[ug/m3]" for m in METAL_OF_PM25] + [f"{m}_dry[mg m-2 h-1]" for m in DRY_MG_M2_H] + ["status", "source"])


def _city_means(records, day, column):
    for codes in CITIES.values():
        values = [float(r[column]) for r in records if r["date"] == day and r["code"] in codes and r[column] != ""]
        if values:
            yield sum(values) / len(values)


def rows(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        records = [r for r in csv.DictReader(file) if r["date"].startswith("2022-01")]
    for day in sorted({r["date"] for r in records}):
        mean = {}
        for column in ("pm25", "pm10", "so2", "no2"):
            values = list(_city_means(records, day, column))
            mean[column] = sum(values) / len(values)
        pm25 = PARTICLE_SHARE * mean["pm25"]
        so4, no3 = SO4_OF_PM25 * pm25, NO3_OF_PM25 * pm25
        primary = pm25 - 1.375 * so4 - 1.290 * no3
        coarse = COARSE_SHARE * max(0.0, mean["pm10"] - mean["pm25"])
        values = [primary, so4, no3, coarse, SO2_SHARE * mean["so2"], NOX_SHARE * mean["no2"], VOC_UG_M3, NH3_UG_M3]
        yield ([f"{day}T00:00:00+08:00"] + [f"{v:.2f}" for v in values] + [f"{pm25 * f:.5f}" for f in METAL_OF_PM25.values()]
               + [f"{v:.4e}" for v in DRY_MG_M2_H.values()]
               + ["estimate", f"share of the published daily means of Jili, Jincheng, Luoyang, Yuncheng (PM2.5 {mean['pm25']:.1f}, PM10 {mean['pm10']:.1f} ug/m3)"])
