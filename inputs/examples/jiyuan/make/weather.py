"""Synthetic winter episode, 6 to 15 January 2022: moderate flow, five days of stagnation, a cold front, build-up again.

Nothing here was measured. The shape follows what is known of the valley: weak E-ENE wind by day, W-NW mountain wind by night, inversions,
and the dates of the published daily means around the city (peak 9-12 January, clean air behind the front on 13 January).
"""

import math

HOURS = 240
START = "2022-01-06T00:00:00+08:00"

# id, lon, lat, speed factor, night wind (from, deg), day wind (from, deg), calm tendency
STATIONS = [
    ("city", 112.595, 35.085, 1.00, 285, 75, 1.0),
    ("east_plain", 112.730, 35.070, 1.15, 290, 80, 0.8),
    ("west_valley", 112.460, 35.090, 0.95, 300, 85, 1.0),
    ("north_mountain", 112.560, 35.300, 1.30, 330, 165, 0.3),
    ("river", 112.540, 34.925, 1.10, 270, 95, 0.8),
    ("far_west", 112.140, 35.160, 0.90, 315, 120, 1.1),
]

# Knots in hours since the start, linear in between.
# hour, synoptic speed m/s, synoptic direction deg, weight of the valley wind, mean temperature degC, cloud, humidity %, sea-level pressure hPa, subsidence lid K
KNOTS = [
    (0, 2.4, 80, 0.35, 1.0, 0.60, 66, 1026, 1.0),
    (18, 3.2, 60, 0.15, 0.5, 0.50, 55, 1029, 0.5),
    (36, 3.0, 50, 0.20, 0.0, 0.25, 48, 1031, 0.5),
    (48, 1.6, 70, 0.60, 0.5, 0.20, 55, 1029, 2.0),
    (60, 0.8, 90, 0.90, 1.5, 0.15, 62, 1027, 4.0),
    (96, 0.6, 100, 0.95, 2.5, 0.15, 68, 1025, 5.0),
    (132, 0.6, 110, 0.95, 3.5, 0.30, 72, 1023, 5.0),
    (156, 0.9, 120, 0.80, 3.5, 0.75, 76, 1019, 4.0),
    (164, 1.5, 100, 0.40, 2.5, 0.95, 80, 1019, 2.0),
    (168, 5.5, 320, 0.05, 0.0, 0.90, 62, 1023, 0.0),
    (173, 8.5, 315, 0.00, -3.0, 0.45, 40, 1030, 0.0),
    (183, 7.0, 315, 0.00, -3.5, 0.10, 28, 1035, 0.0),
    (190, 4.0, 310, 0.10, -4.0, 0.05, 30, 1036, 0.5),
    (198, 1.8, 290, 0.50, -4.0, 0.05, 38, 1035, 1.5),
    (212, 1.0, 150, 0.80, -2.0, 0.15, 45, 1031, 3.0),
    (240, 0.9, 110, 0.85, 0.0, 0.25, 58, 1027, 4.0),
]
SNOW = {161: 0.1, 162: 0.2, 163: 0.3, 164: 0.3, 165: 0.2, 166: 0.2, 167: 0.1}  # mm/h, hour that ends there
PROFILE_STEP_H = 3
PROFILE_HEIGHTS = (10, 50, 100, 150, 200, 300, 450, 600, 800, 1000, 1300, 1700, 2200, 3000)


def noise(*keys):
    """Deterministic number in [-1, 1) from whole numbers: the same on every machine."""
    state = 2166136261
    for k in keys:
        for byte in int(k + 1000).to_bytes(4, "little"):
            state = ((state ^ byte) * 16777619) & 0xFFFFFFFF
    state ^= state >> 15
    state = (state * 2246822519) & 0xFFFFFFFF
    state ^= state >> 13
    return state / 2147483648.0 - 1.0


def knots_at(hour):
    for a, b in zip(KNOTS, KNOTS[1:]):
        if a[0] <= hour <= b[0]:
            f = (hour - a[0]) / (b[0] - a[0])
            out = [x + f * (y - x) for x, y in zip(a, b)]
            out[2] = a[2] + f * ((b[2] - a[2] + 180) % 360 - 180)
            return out
    raise ValueError(hour)


def time_text(hour):
    return f"2022-01-{6 + hour // 24:02d}T{hour % 24:02d}:00:00+08:00"


def daylight(hour):
    """-1 deep night ... 1 mid-afternoon; turns near 9 and 18 h."""
    h = hour % 24
    return math.sin(math.pi * (h - 9) / 9) if 9 <= h <= 18 else -math.sin(math.pi * ((h - 18) % 24) / 15)


def vector(speed, direction):
    a = math.radians(direction)
    return -speed * math.sin(a), -speed * math.cos(a)


def polar(u, v):
    return math.hypot(u, v), math.degrees(math.atan2(-u, -v)) % 360


def surface_wind(hour, index):
    _, _, _, factor, night, day, calm = STATIONS[index]
    _, speed, direction, valley, *_ = knots_at(hour)
    sun = daylight(hour)
    us, vs = vector(speed * (1 + 0.25 * max(0.0, sun)), direction)
    valley_speed = valley * (0.35 + 1.2 * sun if sun > 0 else 0.35 + 0.9 * -sun)
    uv, vv = vector(valley_speed, day if sun > 0 else night)
    share = 1 - 0.6 * valley
    gust = 0.28 if valley > 0.3 else 0.5
    u = factor * (share * us + uv) + gust * noise(hour, index, 1)
    v = factor * (share * vs + vv) + gust * noise(hour, index, 2)
    out, turned = polar(u, v)
    threshold = 0.48 * calm + 0.15 * noise(hour, index, 3)
    return (0.0, None) if out < threshold else (max(0.3, out), turned)


def surface_temperature(hour):
    """Valley air at 10 m: mean of the day and a swing that clear sky and weak wind make large; nights swing less than days."""
    _, _, _, valley, mean, cloud, *_ = knots_at(hour)
    sun = daylight(hour - 1)
    return mean + (1 - 0.65 * cloud) * (2.5 + 4.0 * valley) * (sun if sun > 0 else 0.8 * sun)


def free_temperature(hour, height_m):
    """Air above the ground's daily swing: slow, with a subsidence lid between 550 and 800 m, closer to the adiabat in strong wind."""
    _, speed, _, _, mean, _, _, _, lid = knots_at(hour)
    lapse = 0.0062 + 0.003 * min(1.0, max(0.0, (speed - 1.0) / 4.0))
    return mean + 1.5 + lid * min(1.0, max(0.0, (height_m - 550.0) / 250.0)) - lapse * height_m


def temperature(hour, height_m):
    """Height above the city. Warm ground: adiabat up to where it meets the free air. Cold ground: inversion over 220 m."""
    ground, free = surface_temperature(hour), free_temperature(hour, height_m)
    if ground >= free_temperature(hour, 0.0):
        return max(ground - 0.0098 * height_m, free)
    if height_m >= 220.0:
        return free
    return ground + (free_temperature(hour, 220.0) - ground) * height_m / 220.0


def surface_rows(terrain_at):
    base_height = terrain_at(112.595, 35.085)
    for i, (name, lon, lat, *_rest) in enumerate(STATIONS):
        height = round(terrain_at(lon, lat))
        for hour in range(HOURS + 1):
            _, _, _, _, mean, cloud, humidity, pressure, _ = knots_at(hour)
            speed, direction = surface_wind(hour, i)
            t = temperature(hour, max(0.0, height - base_height)) + 0.3 * noise(hour, i, 4)
            c = min(1.0, max(0.0, cloud + 0.12 * noise(hour // 3, 0, 5)))
            r = min(98.0, max(15.0, humidity - 14 * daylight(hour) * (1 - 0.6 * cloud) + 3 * noise(hour, i, 6)))
            p = pressure * math.exp(-9.80665 * height / (287.05 * (273.15 + mean)))
            turned = "" if direction is None else f"{round(direction) % 360}"
            yield [name, f"{lon:.3f}", f"{lat:.3f}", height, time_text(hour), f"{speed:.1f}", turned, f"{t:.1f}", f"{c:.2f}", f"{SNOW.get(hour, 0):.1f}", f"{r:.0f}", f"{p:.1f}"]


def profile_rows():
    """Above the city: nocturnal inversion below 220 m, a lid between 550 and 800 m in stagnation, west-north-west flow aloft."""
    for hour in range(0, HOURS + 1, PROFILE_STEP_H):
        _, speed, direction, valley, *_ = knots_at(hour)
        ground_speed, ground_direction = surface_wind(hour, 0)
        low = vector(ground_speed, ground_direction or 0.0)
        aloft_speed = 5.0 + 0.9 * speed if valley < 0.3 else 4.5
        aloft = vector(aloft_speed + 1.5, 300)
        middle = vector(speed * 1.8 + 0.5, direction)
        for height in PROFILE_HEIGHTS:
            f = min(1.0, math.log(height / 10.0) / math.log(30.0))
            g = min(1.0, max(0.0, (height - 300.0) / 1700.0))
            wind = [(1 - g) * ((1 - f) * a + f * b) + g * c for a, b, c in zip(low, middle, aloft)]
            out, turned = polar(*wind)
            t = temperature(hour, height - 10.0)
            calm = out < 0.05
            yield [time_text(hour), height, f"{0 if calm else max(0.1, out):.1f}", "" if calm else f"{round(turned) % 360}", f"{t:.1f}"]
