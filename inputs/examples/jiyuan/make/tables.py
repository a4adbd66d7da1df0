"""Time profiles and metal speciation of the Jiyuan case. All estimates; shapes after Chinese inventory practice."""

_FLAT = None
_POWER_MONTH = "1.14 .98 .95 .87 .88 .97 1.12 1.12 .95 .90 .98 1.14"
_INDUSTRY_MONTH = ".97 .93 1.01 1.02 1.03 1.02 1.01 1.01 1.00 1.00 1.00 1.00"
_CEMENT_MONTH = ".45 .40 .95 1.20 1.25 1.20 1.10 1.10 1.20 1.20 1.10 .85"
_HEATING_MONTH = "3.3 2.6 1.1 .25 .15 .12 .12 .12 .15 .25 1.3 2.54"
_TRAFFIC_MONTH = ".97 .88 1.00 1.01 1.02 1.01 1.01 1.01 1.02 1.02 1.03 1.02"
_FARM_MONTH = ".45 .50 .85 1.05 1.25 1.50 1.65 1.55 1.15 .85 .70 .50"
_STRAW_MONTH = ".1333 .1333 .1333 .1333 .1333 6.6 .1333 .1333 2.1 2.1 .1333 .1333"  # June 55 %, September-October 35 %, rest 10 %
_DUST_MONTH = "1.00 1.05 1.30 1.25 1.15 1.05 .75 .75 .85 .90 .95 1.00"  # dry spring high, rain low; chosen here
_SITES_MONTH = ".45 .40 1.00 1.25 1.30 1.25 1.10 1.10 1.20 1.20 1.05 .70"  # winter stop of earthworks; chosen here
_POWER_HOUR = ".84 .80 .78 .77 .78 .82 .90 .98 1.05 1.09 1.11 1.10 1.05 1.04 1.06 1.07 1.08 1.10 1.14 1.16 1.14 1.09 1.02 1.03"
_SHIFT_HOUR = ".35 .30 .28 .28 .30 .40 .70 1.10 1.55 1.75 1.80 1.65 1.30 1.50 1.75 1.80 1.70 1.40 1.05 .85 .70 .60 .50 .39"
_TRAFFIC_HOUR = ".35 .25 .20 .18 .22 .40 .85 1.45 1.60 1.40 1.30 1.25 1.15 1.20 1.30 1.35 1.45 1.65 1.60 1.30 1.05 .95 .80 .75"
_HOMES_HOUR = ".50 .40 .35 .35 .45 .90 1.50 1.50 1.10 .90 .85 1.10 1.20 .90 .75 .80 1.00 1.50 1.90 1.90 1.60 1.20 .80 .55"
_KITCHEN_HOUR = ".10 .05 .05 .05 .10 .40 1.00 1.20 .70 .50 .90 2.20 2.40 1.10 .50 .50 .90 2.20 3.00 2.50 1.60 1.00 .60 .25"  # chosen here
_FARM_HOUR = ".63 .46 .44 .44 .46 .50 .69 .79 1.13 1.38 1.68 2.13 2.13 1.97 1.92 1.68 1.43 1.09 .74 .64 .54 .50 .50 .50"  # agriculture column of the MEIAT-CMAQ table
_STRAW_HOUR = ".20 .15 .10 .10 .10 .15 .30 .50 .80 1.20 1.60 1.90 2.10 2.20 2.20 2.10 1.90 1.70 1.50 1.20 .90 .60 .40 .30"  # chosen here
_TRAFFIC_WEEK = "1.02 1.02 1.02 1.02 1.02 1.00 .90"
_SHIFT_WEEK = "1.08 1.08 1.08 1.08 1.08 .90 .70"

# profile: (month, weekday, hour)
PROFILES = {
    "power": (_POWER_MONTH, _FLAT, _POWER_HOUR),
    "continuous": (_INDUSTRY_MONTH, _FLAT, _FLAT),
    "cement": (_CEMENT_MONTH, _FLAT, _FLAT),
    "day_shift": (_FLAT, _SHIFT_WEEK, _SHIFT_HOUR),
    "traffic": (_TRAFFIC_MONTH, _TRAFFIC_WEEK, _TRAFFIC_HOUR),
    "road_dust": (_DUST_MONTH, _TRAFFIC_WEEK, _TRAFFIC_HOUR),
    "construction": (_SITES_MONTH, _SHIFT_WEEK, _SHIFT_HOUR),
    "home_heating": (_HEATING_MONTH, _FLAT, _HOMES_HOUR),
    "kitchens": (_FLAT, _FLAT, _KITCHEN_HOUR),
    "farm_nh3": (_FARM_MONTH, _FLAT, _FARM_HOUR),
    "straw": (_STRAW_MONTH, _FLAT, _STRAW_HOUR),
}


def profile_rows():
    for name, kinds in PROFILES.items():
        for kind, first, text in zip(("month", "weekday", "hour"), (1, 1, 0), kinds):
            for i, value in enumerate((text or "").split()):
                yield [name, kind, i + first, value if value[0] != "." else "0" + value]


# sector, process: lead fine share, then cd, as, hg as share of PM2.5 and their fine share. Lead rates stand in the source tables,
# so the lead share of PM2.5 here only documents the ratio. Stack lead 80-95 % fine, fugitive lead 20-40 % fine.
# sector, process, pb share, pb fine, cd share, as share, hg share, fine share of cd/as/hg
METALS = [
    ("coal_power", "fugitive", 1.0e-3, 0.30, 5e-6, 3e-5, 5e-7, 0.30), ("coal_power", "*", 1.9e-3, 0.90, 3e-5, 4e-4, 2e-5, 0.90),
    ("steel_long_process", "fugitive", 2.0e-3, 0.35, 1e-5, 2e-5, 5e-7, 0.35), ("steel_long_process", "*", 1.2e-2, 0.85, 8e-5, 1e-4, 1e-5, 0.85),
    ("forging", "*", 3.0e-3, 0.60, 1e-5, 2e-5, 1e-6, 0.60),
    ("lead_smelting", "fugitive", 0.30, 0.30, 4e-3, 6e-3, 2e-5, 0.30), ("lead_smelting", "*", 0.08, 0.88, 3e-3, 6e-3, 3e-4, 0.88),
    ("copper_smelting", "fugitive", 0.15, 0.30, 2e-3, 1e-2, 1e-5, 0.30), ("copper_smelting", "*", 0.06, 0.88, 2e-3, 1.2e-2, 1e-4, 0.88),
    ("zinc_smelting", "fugitive", 0.02, 0.30, 2e-3, 5e-4, 1e-5, 0.30), ("zinc_smelting", "*", 0.02, 0.88, 3e-3, 5e-4, 5e-4, 0.88),
    ("coke", "*", 2.4e-3, 0.70, 1e-5, 5e-5, 3e-6, 0.70), ("cement", "*", 1.3e-3, 0.60, 1e-5, 3e-5, 1e-5, 0.60), ("brick_glass_lime", "*", 1.3e-3, 0.60, 1e-5, 3e-5, 3e-6, 0.60),
    ("chlor_alkali", "*", 0.0, 0.60, 1e-6, 5e-6, 5e-5, 0.60), ("chemicals_small", "*", 0.0, 0.60, 1e-6, 5e-6, 1e-6, 0.60), ("coating", "*", 0.0, 0.60, 1e-6, 1e-6, 1e-7, 0.60),
    ("traffic", "*", 0.0, 0.50, 5e-6, 5e-6, 1e-7, 0.50), ("filling_stations", "*", 0.0, 0.50, 0.0, 0.0, 0.0, 0.50), ("non_road", "*", 0.0, 0.70, 5e-6, 5e-6, 1e-7, 0.70),
    ("road_dust", "*", 7.0e-4, 0.25, 1e-5, 2e-5, 5e-7, 0.25), ("construction_dust", "*", 1.8e-4, 0.20, 2e-6, 1.5e-5, 2e-7, 0.20), ("mine_dust", "*", 3.1e-3, 0.25, 2e-5, 5e-5, 1e-6, 0.25),
    ("heating", "*", 0.0, 0.90, 1e-5, 5e-5, 3e-6, 0.90), ("restaurants", "*", 0.0, 0.90, 0.0, 0.0, 0.0, 0.90), ("waste", "*", 0.0, 0.80, 2e-4, 1e-4, 5e-4, 0.80),
    ("farm_nh3", "*", 0.0, 0.50, 0.0, 0.0, 0.0, 0.50), ("straw", "*", 0.0, 0.90, 1e-5, 1e-5, 1e-6, 0.90),
]
# Organic and elemental carbon and crust as share of PM2.5, for receptor models; industry after MEIC (PNCOM as organic surplus), rest chosen here.
CARBON = {
    "coal_power": (0.06, 0.02, 0.60), "steel_long_process": (0.10, 0.05, 0.35), "coke": (0.35, 0.25, 0.10), "cement": (0.04, 0.01, 0.80),
    "traffic": (0.40, 0.45, 0.05), "non_road": (0.35, 0.50, 0.03), "road_dust": (0.10, 0.02, 0.80), "construction_dust": (0.03, 0.01, 0.90), "mine_dust": (0.03, 0.02, 0.85),
    "heating": (0.50, 0.20, 0.05), "restaurants": (0.70, 0.03, 0.01), "straw": (0.50, 0.10, 0.02),
}


# Fugitive metals of smelters: 20-40 % in fine particles, mass median 5-15 um (both estimates of the reference). A coarse mode of geometric standard deviation 2.2 that
# puts the median of the whole at 8.7 um (geometric middle) has its own median at 13.6 um, and 45 % of the metal is above 10 um (26-60 % for medians of 5-15 um).
GIANT = 0.45
SMELTERS = ("lead_smelting", "copper_smelting", "zinc_smelting")
# Gas of mercury, elemental and oxidised: coal 66-82 % elemental, smelters, cement, iron and steel 29-90 % oxidised, below 5 % on particles (Zhang et al. 2016); rest:
# global means (Pacyna and Pacyna 2002).
COAL_HG = (0.74, 0.24)
METAL_HG = (0.37, 0.60)
OTHER_HG = (0.53, 0.37)


def mercury_forms(sector):
    if sector in ("coal_power", "heating", "coke"):
        return COAL_HG
    if sector in SMELTERS + ("steel_long_process", "cement"):
        return METAL_HG
    return OTHER_HG


def speciation_rows():
    note = "plausible shares; stack lead 80-95 %, fugitive lead 20-40 % in fine particles"
    for sector, process, pb, pb_fine, cd, arsenic, hg, fine in METALS:
        for species, share, part in (("pb", pb, pb_fine), ("cd", cd, fine), ("as", arsenic, fine), ("hg", hg, fine)):
            giant = f"{GIANT:.2f}" if sector in SMELTERS and process == "fugitive" and species != "hg" else ""
            gas = [f"{v:.2f}" for v in mercury_forms(sector)] if species == "hg" else ["", ""]
            yield [sector, process, species, f"{share:.2e}" if share else "0", f"{part:.2f}", giant, *gas, "estimate", note]
    for sector, shares in CARBON.items():
        for species, share in zip(("organic_carbon", "elemental_carbon", "crust"), shares):
            yield [sector, "*", species, f"{share:.2f}", "1.00", "", "", "", "estimate", "for receptor models only"]
