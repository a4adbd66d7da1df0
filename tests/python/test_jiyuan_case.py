"""The embedded Jiyuan example: sums, identifiers, marks, places, and that make_case.py writes the same bytes again."""

import csv
import json
import math
import os
import subprocess
import sys
import tomllib
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "inputs" / "examples" / "jiyuan"
SPECIES = ("pm25", "pm10", "so2", "nox", "voc", "nh3", "pb")
WEST, SOUTH, EAST, NORTH = 111.95, 34.80, 112.90, 35.40
GENERATED = ("points.csv", "areas.geojson", "roads.geojson", "profiles.csv", "speciation.csv", "stations.csv", "terrain.csv", "outline.geojson", "weather_surface.csv", "weather_profile.csv", "outside.csv")

# Low and high of the first-guess inventory about 2020 in t/a, written here a second time on purpose: pm25, pm10, so2, nox, voc, nh3, pb.
INVENTORY = {
    "coal_power": ((250, 500), (400, 700), (1700, 3200), (2700, 3600), (900, 1300), (60, 200), (0.3, 1.5)),
    "steel": ((700, 1600), (1200, 2800), (800, 1900), (1600, 3600), (2000, 4200), (40, 100), (5, 20)),
    "lead_zinc": ((150, 500), (250, 900), (800, 3000), (300, 900), (50, 150), (20, 100), (20, 120)),
    "coke": ((250, 700), (400, 1200), (100, 400), (450, 900), (1500, 4500), (100, 250), (0.5, 2)),
    "cement": ((250, 700), (500, 1600), (200, 700), (500, 1300), (100, 400), (30, 150), (0.3, 1)),
    "chemicals": ((50, 150), (80, 250), (50, 200), (100, 300), (2000, 5000), (50, 200), (0, 0)),
    "road_traffic": ((80, 180), (90, 200), (15, 40), (2500, 5000), (900, 1900), (60, 150), (0, 0)),
    "non_road": ((40, 90), (45, 100), (5, 15), (500, 1200), (100, 250), (0, 0), (0, 0)),
    "dust": ((600, 1600), (3000, 8000), (0, 0), (0, 0), (0, 0), (0, 0), (0.5, 3)),
    "homes": ((300, 900), (350, 1100), (100, 500), (150, 350), (500, 1300), (100, 300), (0, 0)),
    "farms": ((50, 300), (60, 350), (0, 0), (0, 0), (50, 300), (3500, 7000), (0, 0)),
}


def table(name):
    lines = [line for line in (CASE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def features(name):
    return json.loads((CASE / name).read_text(encoding="utf-8"))["features"]


def sources():
    rows = table("points.csv") + [f["properties"] for f in features("areas.geojson") + features("roads.geojson")]
    for row in rows:
        row["rate"] = {s: float(row[f"{s}[t/a]"]) for s in SPECIES}
    return rows


def test_each_group_adds_up_to_the_geometric_middle_of_its_range():
    total = defaultdict(lambda: defaultdict(list))
    for s in sources():
        for species, rate in s["rate"].items():
            total[s["group"]][species].append(rate)
    assert set(total) == set(INVENTORY)
    for group, ranges in INVENTORY.items():
        for species, (low, high) in zip(SPECIES, ranges):
            assert math.fsum(total[group][species]) == pytest.approx(math.sqrt(low * high), abs=6e-5), (group, species)


def test_sources_are_unique_named_and_within_bounds():
    rows = sources()
    ids = [s["id"] for s in rows]
    assert len(ids) == len(set(ids))
    assert 150 <= len(ids) <= 225
    profiles = {p["profile"] for p in table("profiles.csv")}
    metals = {(p["sector"], p["process"]) for p in table("speciation.csv")}
    for s in rows:
        assert s["status"] in ("published", "estimate", "synthetic") and s["source"], s["id"]
        assert s["profile"] in profiles, s["id"]
        assert (s["sector"], s["process"]) in metals or (s["sector"], "*") in metals, s["id"]
        assert s["rate"]["pm10"] >= s["rate"]["pm25"] >= 0, s["id"]
        assert s["rate"]["pb"] <= s["rate"]["pm10"] or s["rate"]["pb"] == 0, s["id"]
    assert len({s["facility"] for s in table("points.csv")}) == 13


def test_everything_lies_inside_the_domain():
    places = [(float(s["lon[deg]"]), float(s["lat[deg]"])) for s in table("points.csv") + table("stations.csv")]
    for f in features("areas.geojson"):
        ring = f["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1] and len(ring) >= 5, f["properties"]["id"]
        places += map(tuple, ring)
    for f in features("roads.geojson"):
        places += map(tuple, f["geometry"]["coordinates"])
    assert all(WEST < lon < EAST and SOUTH < lat < NORTH for lon, lat in places)
    ring = features("outline.geojson")[0]["geometry"]["coordinates"][0]
    assert len(ring) <= 300
    km2 = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))) / 2 * 111.19**2 * math.cos(math.radians(35.1))
    assert km2 == pytest.approx(1896, rel=0.01)  # published polygon


def test_profiles_are_complete():
    kinds = defaultdict(list)
    for p in table("profiles.csv"):
        assert float(p["factor"]) >= 0
        kinds[p["profile"], p["kind"]].append((int(p["index"]), float(p["factor"])))
    wanted = {"month": range(1, 13), "weekday": range(1, 8), "hour": range(24)}
    for (name, kind), values in kinds.items():
        assert [i for i, _ in values] == list(wanted[kind]), (name, kind)
        assert sum(v for _, v in values) / len(values) == pytest.approx(1, abs=0.04), (name, kind)


def test_terrain_honours_the_spot_heights():
    grid = [line.split(",") for line in (CASE / "terrain.csv").read_text().splitlines() if line[0] != "#"]
    height = {(lon, row[0]): float(v) for row in grid[1:] for lon, v in zip(grid[0][1:], row[1:])}
    assert height["112.22", "35.24"] == 1955 and height["112.28", "35.18"] == 1715
    assert height["112.44", "35.24"] == 1359 and height["112.62", "35.26"] == 1212
    assert 125 < height["112.60", "35.08"] < 160  # plain with the city
    assert max(height.values()) == 1955 and min(height.values()) > 60


def test_the_weather_covers_the_run_and_has_the_four_acts():
    start = datetime.fromisoformat("2022-01-06T00:00:00+08:00")
    by_station = defaultdict(list)
    for r in table("weather_surface.csv"):
        by_station[r["station"]].append(r)
    assert len(by_station) == 6
    for rows in by_station.values():
        assert [datetime.fromisoformat(r["time"]) for r in rows] == [start + timedelta(hours=h) for h in range(241)]
        assert all((r["wind_direction[deg]"] == "") == (float(r["wind_speed[m/s]"]) == 0) for r in rows)
    speed = [float(r["wind_speed[m/s]"]) for r in by_station["city"]]
    mean = lambda a, b: sum(speed[a:b]) / (b - a)
    assert 1.5 < mean(0, 44) < 4            # moderate flow
    assert 0.3 < mean(54, 156) < 1.5        # stagnation
    assert 6 < mean(170, 186) < 9           # front
    assert mean(204, 240) < 1.6             # build-up
    assert 0.15 <= sum(v == 0 for v in speed[48:160]) / 112 <= 0.30
    heights = defaultdict(list)
    for r in table("weather_profile.csv"):
        heights[r["time"]].append(float(r["height[m]"]))
    assert all(h == sorted(h) and h[-1] == 3000 for h in heights.values())


def test_the_outside_air_follows_the_published_means():
    rows = table("outside.csv")
    assert [r["time"][:10] for r in rows] == [f"2022-01-{d:02d}" for d in range(6, 16)]
    for r in rows:
        pm25 = float(r["pm25_primary[ug/m3]"]) + 1.375 * float(r["so4[ug/m3]"]) + 1.290 * float(r["no3[ug/m3]"])
        stated = float(r["source"].split("PM2.5 ")[1].split(",")[0])
        assert pm25 == pytest.approx(0.575 * stated, abs=0.06)
        assert float(r["pb_dry[mg m-2 h-1]"]) * 720 == pytest.approx(3.03, rel=1e-4)


def test_every_measure_meets_a_source():
    measures = tomllib.loads((CASE / "measures.toml").read_text(encoding="utf-8"))["measure"]
    ids = [m["id"] for m in measures]
    assert len(ids) == len(set(ids)) >= 25
    rows = sources()
    for m in measures:
        assert m["status"] == "estimate" and isinstance(m["source"], str) and len(m["source"]) > 20, m["id"]
        assert all(0 <= v <= 1 for v in m["removal"].values()) and 0 < m["applicability"] <= 1 and 0 < m["effectiveness"] <= 1, m["id"]
        hit = [s for s in rows if all(s[key] in m[key] for key in ("sector", "process", "group") if key in m)]
        assert hit and any(key in m for key in ("sector", "process", "group")), m["id"]
        for key in ("sector", "process", "group"):
            assert all(any(s[key] == value for s in hit) for value in m.get(key, [])), (m["id"], key)
        assert all(any(s["rate"][k] > 0 for s in hit) for k in m["removal"] if k in SPECIES), m["id"]
        assert all(other in ids for other in m.get("requires", [])), m["id"]


def test_the_stations():
    rows = table("stations.csv")
    assert len({r["id"] for r in rows}) == len(rows) == 36
    towns = [r for r in rows if r["kind"] == "town"]
    assert len(towns) == 16 and sum(float(r["population"]) for r in towns) == pytest.approx(727265, abs=8)


def test_make_case_writes_the_same_bytes(tmp_path, shared_data):
    subprocess.run([sys.executable, str(CASE / "make_case.py"), str(tmp_path)], check=True, env={**os.environ, "LANTIAN_DATA": str(shared_data)})
    for name in GENERATED:
        assert (tmp_path / name).read_bytes() == (CASE / name).read_bytes(), name
