"""Metals in the soil under the deposits of a finished run: the balance of `lantian soil`, over years.

    table = lantian.soil.content(res, "pb", years=20, initial_mg_kg=30)      # stations and towns, pandas
    maps = lantian.soil.maps(res, "pb", years=[1, 10, 50])                   # cells, xarray

dS/dt = F/(d rb) - k S: content S (mg kg-1), deposit F (mg m-2 a-1), mixing depth d (m), bulk density rb (kg m-3), k = ln 2/half time. A
year's deposit is that of the run, scaled by its length: ten winter days stand for a year only as far as their weather does.
"""

import math

METALS = ("pb", "cd", "as", "hg")
DAYS_PER_YEAR = 365.25


def balance(initial_mg_kg, deposit_mg_m2_a, years, depth_m=0.2, density_kg_m3=1300.0, half_time_a=200.0):
    """Content after `years`, mg kg-1: S0 exp(-k t) + F/(d rb k) (1 - exp(-k t)); numbers, arrays and xarray objects alike.

    half_time_a: years in which leaching and uptake take half; 0 or infinity: nothing is lost.
    """
    import numpy

    if depth_m <= 0 or density_kg_m3 <= 0 or half_time_a < 0:
        raise ValueError("depth_m and density_kg_m3 must be above 0, half_time_a at least 0")
    rate = deposit_mg_m2_a / (depth_m * density_kg_m3)
    if half_time_a == 0 or math.isinf(half_time_a):
        return initial_mg_kg + rate * years
    loss = math.log(2.0) / half_time_a
    return initial_mg_kg * numpy.exp(-loss * years) - rate * numpy.expm1(-loss * years) / loss


def deposit(results, species="pb"):
    """Deposit of a year like the run at every station and town, mg m-2 a-1: xarray.DataArray with dims kind (dry, wet), source, station."""
    return _yearly(results.stations, species)


def content(results, species="pb", years=10.0, initial_mg_kg=0.0, depth_m=0.2, density_kg_m3=1300.0, half_time_a=200.0):
    """pandas.DataFrame by station and town: deposit_mg_m2_a, wet_share, outside_share, increment_mg_kg_a and content_mg_kg; the numbers of
    `lantian soil`. `years`: a number, or several for one content column each, `content_mg_kg[10 a]`."""
    import numpy
    import pandas

    amount = deposit(results, species)
    total = amount.sum(("kind", "source"))
    named = amount["source"].values == "outside"
    safe = total.where(total > 0, 1.0)
    layer = dict(depth_m=depth_m, density_kg_m3=density_kg_m3, half_time_a=half_time_a)
    table = pandas.DataFrame(
        {
            "deposit_mg_m2_a": total.values,
            "wet_share": (amount.sel(kind="wet").sum("source") / safe).values,
            "outside_share": (amount.isel(source=numpy.flatnonzero(named)).sum(("kind", "source")) / safe).values,
            "increment_mg_kg_a": total.values / (depth_m * density_kg_m3),
        },
        index=pandas.Index(results.stations["station_name"].values, name="station"),
    )
    if numpy.ndim(years) == 0:
        table["content_mg_kg"] = balance(initial_mg_kg, total.values, years, **layer)
    else:
        for year in years:
            table[f"content_mg_kg[{year:g} a]"] = balance(initial_mg_kg, total.values, year, **layer)
    return table


def maps(results, species="pb", years=10.0, initial_mg_kg=0.0, depth_m=0.2, density_kg_m3=1300.0, half_time_a=200.0):
    """xarray.Dataset on the grid of fields.nc: `deposit` (tag, y, x) mg m-2 a-1, `increment` (tag, y, x) mg kg-1 a-1 and `content` (year, y, x)
    mg kg-1 after each of `years`. `initial_mg_kg`: a number, or an array on (y, x)."""
    import numpy
    import xarray

    by_tag = _yearly(results.fields, species).sum("kind")
    year = xarray.DataArray(numpy.atleast_1d(numpy.asarray(years, float)), dims="year", attrs={"units": "a"})
    layer = dict(depth_m=depth_m, density_kg_m3=density_kg_m3, half_time_a=half_time_a)
    start = initial_mg_kg if numpy.ndim(initial_mg_kg) == 0 else xarray.DataArray(initial_mg_kg, dims=("y", "x"))
    after = balance(start, by_tag.sum("tag"), year, **layer).transpose("year", "y", "x")
    out = xarray.Dataset({"deposit": by_tag, "increment": by_tag / (depth_m * density_kg_m3), "content": after}).assign_coords(year=year)
    for name, units, text in (("deposit", "mg m-2 a-1", "deposit of a year like the run"),
                              ("increment", "mg kg-1 a-1", "what a year's deposit adds to the soil"),
                              ("content", "mg kg-1", "content of the top soil")):
        out[name].attrs = {"units": units, "long_name": f"{text}: {species}"}
    out.attrs = {"species": species, "depth_m": depth_m, "bulk_density_kg_m3": density_kg_m3, "half_time_a": half_time_a}
    return out


def _yearly(dataset, species):
    """Dry and wet deposits of the run, summed over time and scaled to a year; dims kind first."""
    import xarray

    if species not in METALS:
        raise ValueError(f"{species!r} is not one of {', '.join(METALS)}")
    missing = [name for name in (f"{species}_dry", f"{species}_wet") if name not in dataset]
    if missing:
        raise KeyError(f"the run holds no deposition of {species}; name it in output.deposition and run again")
    seconds = float((dataset["time_bnds"].values[-1, 1] - dataset["time_bnds"].values[0, 0]) / _one_second())
    parts = [dataset[f"{species}_{kind}"].astype("float64").sum("time") for kind in ("dry", "wet")]
    yearly = xarray.concat(parts, dim=xarray.DataArray(["dry", "wet"], dims="kind", name="kind"))
    yearly = yearly * (DAYS_PER_YEAR * 86400.0 / seconds)
    if "source" in yearly.dims:
        yearly = yearly.assign_coords(source=dataset["source"].values, station=dataset["station_name"].values)
    yearly.attrs = {"units": "mg m-2 a-1", "long_name": f"deposit of a year like the run: {species}"}
    return yearly.rename("deposit")


def _one_second():
    import numpy

    return numpy.timedelta64(1, "s")
