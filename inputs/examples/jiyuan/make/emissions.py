"""Emission tables: splits each group's total over emission points, town areas and roads so that the sums are kept exactly."""

import math
from decimal import Decimal

from . import geo, numbers as n

STEP = Decimal("0.0001")  # t/a, the last digit that is written


def group_total(group, species):
    """Geometric middle of the inventory range, t/a, rounded to the written digits."""
    low, high = n.INVENTORY[group].get(species, (0, 0))
    return Decimal(repr(math.sqrt(low * high))).quantize(STEP)


def split_exactly(total, weights):
    """Parts proportional to the weights that add up to the total to the last digit; the largest part takes the rounding."""
    weight_sum = math.fsum(weights)
    if total and not weight_sum > 0:
        raise ValueError("an emission has no source to go to")
    parts = [(total * Decimal(repr(w / weight_sum))).quantize(STEP) if total else Decimal(0) for w in weights]
    if total:
        at = max(range(len(parts)), key=lambda i: parts[i])
        parts[at] += total - sum(parts)
    return parts


def town_weights(rule):
    if isinstance(rule, dict):
        return rule
    people = sum(t[4] for t in n.TOWNS.values())
    farm = sum(t[5] for t in n.TOWNS.values())
    industry = sum(t[6] for t in n.TOWNS.values())
    rules = {
        "people": lambda k, t: t[4] / people,
        "rural": lambda k, t: t[4] / people * (1.0 if k in n.CORE else 4.0),
        "people_industry": lambda k, t: 0.6 * t[4] / people + 0.4 * t[6] / industry,
        "mixed": lambda k, t: 0.5 * t[4] / people + 0.3 * t[6] / industry + 0.2 * t[5] / farm,
        "farms": lambda k, t: t[5] / farm,
    }
    return {k: rules[rule](k, t) for k, t in n.TOWNS.items() if rules[rule](k, t) > 0}


def _point_weights(facility, process, sector):
    if sector in n.SMELTER:
        return [n.CAPACITY[facility] * v for v in n.SMELTER[sector][process]]
    return n.POINT_SHARES[f"{facility}/{process}"]


def make_sources():
    """List of dicts with kind, description, group and `weight` per species, in the order of the files."""
    sources = []
    for facility, process, name, sector, group, height, stack, spread, profile in n.POINTS:
        _, town, lon, lat, place_status, basis = n.FACILITIES[facility]
        sources.append(dict(kind="point", id=f"{facility}/{process}", name=name, facility=facility, town=town, sector=sector, process=process, group=group,
                            lon=lon, lat=lat, height=height, stack=stack, spread=spread, profile=profile, weight=_point_weights(facility, process, sector),
                            source=f"{basis} ({'place published, rest' if place_status == 'published' else 'place, stack and split'} estimate)"))
    for key, name, sector, group, rule, radius, height, depth, profile, share, basis in n.TOWN_SECTORS:
        weights = town_weights(rule)
        whole = math.fsum(weights.values())
        for town, w in weights.items():
            sources.append(dict(kind="area", id=f"{key}/{town}", name=f"{n.TOWNS[town][0]}: {name}", town=n.TOWNS[town][0], town_id=town, sector=sector,
                                process="area", group=group, radius=radius, height=height, depth=depth, profile=profile,
                                weight=[s * w / whole for s in share], source=f"group total x share; {basis}"))
    for use, sector, group, profile, column in (("traffic", "traffic", "road_traffic", "traffic", 3), ("dust", "road_dust", "dust", "road_dust", 4)):
        shares = n.ROAD_SHARES[use]
        lengths = [geo.line_length_km(r[5]) * r[column] * (r[3] if use == "dust" else 1.0) for r in n.ROADS]
        whole = math.fsum(lengths)
        for road, w in zip(n.ROADS, lengths):
            sources.append(dict(kind="road", id=f"{'road' if use == 'traffic' else 'roaddust'}/{road[0]}", name=f"{road[1]}: {'traffic' if use == 'traffic' else 'road dust'}",
                                sector=sector, process="exhaust" if use == "traffic" else "resuspension", group=group, width=road[2], points=road[5],
                                profile=profile, weight=[s * w / whole for s in shares], source="group total x share; drawn by hand, by length x weight"))
    _fill_rates(sources)
    return sources


def _fill_rates(sources):
    for s in sources:
        s["rate"] = {}
    for group in n.INVENTORY:
        members = [s for s in sources if s["group"] == group]
        for i, species in enumerate(n.SPECIES):
            if species != "pm10":
                for s, part in zip(members, split_exactly(group_total(group, species), [m["weight"][i] for m in members])):
                    s["rate"][species] = part
        _fill_pm10(group, members)
    for s in sources:
        if s["rate"]["pm10"] < s["rate"]["pm25"]:
            raise ValueError(f"{s['id']}: pm10 {s['rate']['pm10']} below pm25 {s['rate']['pm25']}")


def _fill_pm10(group, members):
    """pm10 holds pm25: the coarse part is split, by what the pm10 weights leave above pm25 (at least 2 % of pm25)."""
    pm25 = [s["rate"]["pm25"] for s in members]
    total = group_total(group, "pm10")
    weights = [m["weight"][n.SPECIES.index("pm10")] for m in members]
    guess = split_exactly(total, weights)
    coarse = [max(float(g - p), 0.02 * float(p)) for g, p in zip(guess, pm25)]
    for s, p, c in zip(members, pm25, split_exactly(total - sum(pm25), coarse)):
        s["rate"]["pm10"] = p + c


def rates_text(source):
    return [format(source["rate"][k].normalize(), "f") for k in n.SPECIES]


POINT_HEADER = ["id", "name", "facility", "town", "sector", "process", "group", "lon[deg]", "lat[deg]", "height[m]", "diameter[m]", "exit_speed[m/s]",
                "exit_temperature[degC]", "sigma_y0[m]", "sigma_z0[m]", "profile"] + [f"{k}[t/a]" for k in n.SPECIES] + ["status", "source"]


def point_rows(sources):
    for s in sources:
        if s["kind"] == "point":
            stack = s["stack"] or ("", "", "")
            spread = s["spread"] or ("", "")
            yield [s["id"], s["name"], s["facility"], s["town"], s["sector"], s["process"], s["group"], f"{s['lon']:.4f}", f"{s['lat']:.4f}", s["height"],
                   *stack, *spread, s["profile"], *rates_text(s), "estimate", s["source"]]


def _properties(s, keys):
    out = {k: s[k] for k in keys}
    out.update({f"{k}[t/a]": float(s["rate"][k]) for k in n.SPECIES})
    out.update(status="estimate", source=s["source"])
    return out


def area_features(sources, ring):
    for s in sources:
        if s["kind"] == "area":
            place = n.TOWNS[s["town_id"]][2:4]
            others = [t[2:4] for k, t in n.TOWNS.items() if k != s["town_id"]]
            cell = geo.nearest_cell(ring, place, others, s["radius"])
            properties = _properties(s, ("id", "name", "town", "sector", "process", "group", "profile"))
            properties.update({"release_height[m]": s["height"], "depth[m]": s["depth"]})
            yield {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [[list(p) for p in cell + cell[:1]]]}}


def road_features(sources):
    for s in sources:
        if s["kind"] == "road":
            properties = _properties(s, ("id", "name", "sector", "process", "group", "profile"))
            properties["width[m]"] = s["width"]
            yield {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": [list(p) for p in s["points"]]}}
