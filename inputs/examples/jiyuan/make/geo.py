"""Plane geometry for the generator: outline generalisation, town cells, terrain. Standard library only."""

import json
import math
from pathlib import Path

KM_PER_DEG_LAT = 111.19


def km_per_deg_lon(lat):
    return KM_PER_DEG_LAT * math.cos(math.radians(lat))


def distance_km(a, b):
    lat = 0.5 * (a[1] + b[1])
    return math.hypot((a[0] - b[0]) * km_per_deg_lon(lat), (a[1] - b[1]) * KM_PER_DEG_LAT)


def line_length_km(points):
    return sum(distance_km(a, b) for a, b in zip(points, points[1:]))


def ring_area_km2(ring):
    """Area of an open ring (no repeated last point)."""
    lat0 = sum(p[1] for p in ring) / len(ring)
    kx = km_per_deg_lon(lat0)
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))
    return abs(twice) * 0.5 * kx * KM_PER_DEG_LAT


def read_largest_ring(path: Path):
    """Largest outer ring of the first feature, open, as (lon, lat)."""
    geometry = json.loads(path.read_text(encoding="utf-8"))["features"][0]["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    ring = max((tuple(map(tuple, polygon[0])) for polygon in polygons), key=lambda r: ring_area_km2(list(r)))
    return drop_pinched_loops(list(ring[:-1]) if ring[0] == ring[-1] else list(ring))


def drop_pinched_loops(ring):
    """A vertex that is passed twice pinches off a loop (the published outline has a few): the smaller part goes."""
    first = {}
    for i, p in enumerate(ring):
        if p in first:
            inner, rest = ring[first[p]:i], ring[:first[p]] + ring[i:]
            return drop_pinched_loops(max((inner, rest), key=lambda r: ring_area_km2(r) if len(r) > 2 else 0.0))
        first[p] = i
    return ring


def _off_line(p, a, b):
    kx = km_per_deg_lon(35.1)
    ax, ay, bx, by = a[0] * kx, a[1] * KM_PER_DEG_LAT, b[0] * kx, b[1] * KM_PER_DEG_LAT
    px, py = p[0] * kx, p[1] * KM_PER_DEG_LAT
    length2 = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0.0 if length2 == 0 else max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length2))
    return math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay))


def _simplify_open(points, tolerance_km):
    if len(points) < 3:
        return points
    worst, at = max((_off_line(p, points[0], points[-1]), i) for i, p in enumerate(points[1:-1], 1))
    if worst <= tolerance_km:
        return [points[0], points[-1]]
    return _simplify_open(points[: at + 1], tolerance_km)[:-1] + _simplify_open(points[at:], tolerance_km)


def simplify_ring(ring, tolerance_km):
    """Douglas and Peucker (1973) on the two halves between the western- and the easternmost vertex."""
    west = ring.index(min(ring))
    ring = ring[west:] + ring[:west]
    east = ring.index(max(ring))
    first = _simplify_open(ring[: east + 1], tolerance_km)
    second = _simplify_open(ring[east:] + ring[:1], tolerance_km)
    return first[:-1] + second[:-1]


def clip_half_plane(ring, a, b, c):
    """Part of the ring where a x + b y <= c (Sutherland and Hodgman 1974)."""
    out = []
    for p, q in zip(ring, ring[1:] + ring[:1]):
        dp, dq = a * p[0] + b * p[1] - c, a * q[0] + b * q[1] - c
        if dp <= 0:
            out.append(p)
        if (dp < 0 < dq) or (dq < 0 < dp):
            t = dp / (dp - dq)
            out.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
    return out


def nearest_cell(ring, place, others, radius_km):
    """Points of the ring nearer to `place` than to any other place, inside a 16-gon of the given radius."""
    kx = km_per_deg_lon(place[1])
    scale = lambda p: ((p[0] - place[0]) * kx, (p[1] - place[1]) * KM_PER_DEG_LAT)
    cell = [scale(p) for p in ring]
    for other in others:
        ox, oy = scale(other)
        cell = clip_half_plane(cell, 2 * ox, 2 * oy, ox * ox + oy * oy)
    for k in range(16):
        angle = 2 * math.pi * (k + 0.5) / 16
        cell = clip_half_plane(cell, math.cos(angle), math.sin(angle), radius_km)
    points = [(round(place[0] + x / kx, 4), round(place[1] + y / KM_PER_DEG_LAT, 4)) for x, y in cell]
    return [p for p, before in zip(points, points[-1:] + points[:-1]) if p != before]


class CoarseTerrain:
    """Corner word and longitudes, then latitude and heights; bilinear in between."""

    def __init__(self, path: Path):
        rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
        self.lon = [float(v) for v in rows[0][1:]]
        self.lat = [float(r[0]) for r in rows[1:]]
        self.height = [[float(v) for v in r[1:]] for r in rows[1:]]

    @staticmethod
    def _cell(axis, value):
        i = max(0, min(len(axis) - 2, sum(1 for v in axis if v <= value) - 1))
        return i, (value - axis[i]) / (axis[i + 1] - axis[i])

    def at(self, lon, lat):
        i, fx = self._cell(self.lon, lon)
        j, fy = self._cell(self.lat, lat)
        h = self.height
        return ((1 - fy) * ((1 - fx) * h[j][i] + fx * h[j][i + 1]) + fy * ((1 - fx) * h[j + 1][i] + fx * h[j + 1][i + 1]))


def solve(matrix, right):
    """Gauss elimination with row exchange for the few bump amplitudes."""
    n = len(right)
    rows = [list(r) + [v] for r, v in zip(matrix, right)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(k + 1, n):
            f = rows[i][k] / rows[k][k]
            rows[i] = [x - f * y for x, y in zip(rows[i], rows[k])]
    out = [0.0] * n
    for k in reversed(range(n)):
        out[k] = (rows[k][n] - sum(rows[k][j] * out[j] for j in range(k + 1, n))) / rows[k][k]
    return out


class Terrain:
    """Coarse grid plus one Gaussian bump per spot height, amplitudes such that every spot height is met exactly."""

    def __init__(self, coarse: CoarseTerrain, spots):
        self.coarse, self.spots = coarse, spots
        places = [(s[1], s[2]) for s in spots]
        matrix = [[self._bump(p, spot) for spot in spots] for p in places]
        self.amplitude = solve(matrix, [s[3] - coarse.at(*p) for s, p in zip(spots, places)])

    @staticmethod
    def _bump(p, spot):
        return math.exp(-0.5 * (distance_km(p, (spot[1], spot[2])) / spot[4]) ** 2)

    def at(self, lon, lat):
        return self.coarse.at(lon, lat) + sum(a * self._bump((lon, lat), s) for a, s in zip(self.amplitude, self.spots))
