#include "inputs/readers/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

MapPoint minus(MapPoint a, MapPoint b) { return {a.x_m - b.x_m, a.y_m - b.y_m}; }

/// Keeps the side of a ring where sign * (coordinate - bound) >= 0; axis 0 is x, 1 is y.
Ring clip_half(const Ring& ring, int axis, double bound, double sign) {
    Ring out;
    const auto distance = [&](MapPoint p) { return sign * ((axis == 0 ? p.x_m : p.y_m) - bound); };
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const MapPoint a = ring[i];
        const MapPoint b = ring[(i + 1) % ring.size()];
        const double da = distance(a);
        const double db = distance(b);
        if (da >= 0.0) out.push_back(a);
        if ((da >= 0.0) != (db >= 0.0)) {
            const double t = da / (da - db);
            MapPoint cut{a.x_m + t * (b.x_m - a.x_m), a.y_m + t * (b.y_m - a.y_m)};
            (axis == 0 ? cut.x_m : cut.y_m) = bound;
            out.push_back(cut);
        }
    }
    return out.size() < 3 ? Ring{} : out;
}

Region clip_slab(const Region& region, int axis, double low, double high) {
    Region out;
    for (const Ring& ring : region) {
        Ring kept = clip_half(clip_half(ring, axis, low, 1.0), axis, high, -1.0);
        if (!kept.empty()) out.push_back(std::move(kept));
    }
    return out;
}

}  // namespace

double signed_area_m2(const Ring& ring) {
    double twice = 0.0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const MapPoint a = minus(ring[i], ring[0]);
        const MapPoint b = minus(ring[(i + 1) % ring.size()], ring[0]);
        twice += a.x_m * b.y_m - b.x_m * a.y_m;
    }
    return 0.5 * twice;
}

ShapeMoments region_moments(const Region& region) {
    if (region.empty()) return {};
    const MapPoint origin = region.front().front();
    double area = 0.0, x1 = 0.0, y1 = 0.0, r2 = 0.0;
    for (const Ring& ring : region) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const MapPoint a = minus(ring[i], origin);
            const MapPoint b = minus(ring[(i + 1) % ring.size()], origin);
            const double cross = a.x_m * b.y_m - b.x_m * a.y_m;
            area += cross / 2.0;
            x1 += cross * (a.x_m + b.x_m) / 6.0;
            y1 += cross * (a.y_m + b.y_m) / 6.0;
            r2 += cross *
                  (a.x_m * a.x_m + a.x_m * b.x_m + b.x_m * b.x_m + a.y_m * a.y_m + a.y_m * b.y_m + b.y_m * b.y_m) /
                  12.0;
        }
    }
    if (!(area > 0.0)) return {};
    const double cx = x1 / area;
    const double cy = y1 / area;
    return {area, {origin.x_m + cx, origin.y_m + cy}, std::max(0.0, (r2 / area - cx * cx - cy * cy) / 2.0)};
}

AxisMoments region_axes(const Region& region) {
    const ShapeMoments whole = region_moments(region);
    if (!(whole.size > 0.0)) return {};
    double xx = 0.0, yy = 0.0, xy = 0.0;
    for (const Ring& ring : region) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const MapPoint a = minus(ring[i], whole.centroid);
            const MapPoint b = minus(ring[(i + 1) % ring.size()], whole.centroid);
            const double cross = a.x_m * b.y_m - b.x_m * a.y_m;
            xx += cross * (a.x_m * a.x_m + a.x_m * b.x_m + b.x_m * b.x_m) / 12.0;
            yy += cross * (a.y_m * a.y_m + a.y_m * b.y_m + b.y_m * b.y_m) / 12.0;
            xy += cross * (2.0 * (a.x_m * a.y_m + b.x_m * b.y_m) + a.x_m * b.y_m + b.x_m * a.y_m) / 24.0;
        }
    }
    xx /= whole.size;
    yy /= whole.size;
    xy /= whole.size;
    const double mean = 0.5 * (xx + yy);
    const double half = std::hypot(0.5 * (xx - yy), xy);
    double axis = 0.5 * std::atan2(2.0 * xy, xx - yy);
    if (axis < 0.0) axis += constants::k_pi;
    return {mean + half, std::max(0.0, mean - half), axis};
}

Region clip(const Region& region, const MapBox& box) {
    return clip_slab(clip_slab(region, 0, box.west_m, box.east_m), 1, box.south_m, box.north_m);
}

MapBox bounds(const Region& region) {
    constexpr double k_far = std::numeric_limits<double>::infinity();
    MapBox box{k_far, k_far, -k_far, -k_far};
    for (const Ring& ring : region) {
        for (MapPoint p : ring) {
            box = {std::min(box.west_m, p.x_m), std::min(box.south_m, p.y_m), std::max(box.east_m, p.x_m),
                   std::max(box.north_m, p.y_m)};
        }
    }
    return box;
}

std::vector<ShapeMoments> cut_region(const Region& region, double cell_m) {
    std::vector<ShapeMoments> pieces;
    if (region.empty()) return pieces;
    const MapBox box = bounds(region);
    const double widest = std::max(box.east_m - box.west_m, box.north_m - box.south_m);
    const double side = widest / std::ceil(widest / cell_m);
    const auto count = [&](double width) { return static_cast<int>(std::ceil(width / side * (1.0 - 1e-12))); };
    const int nx = std::max(1, count(box.east_m - box.west_m));
    const int ny = std::max(1, count(box.north_m - box.south_m));
    for (int j = 0; j < ny; ++j) {
        const double north = j + 1 == ny ? box.north_m : box.south_m + (j + 1) * side;
        const Region row = clip_slab(region, 1, box.south_m + j * side, north);
        for (int i = 0; i < nx && !row.empty(); ++i) {
            const double east = i + 1 == nx ? box.east_m : box.west_m + (i + 1) * side;
            const ShapeMoments piece = region_moments(clip_slab(row, 0, box.west_m + i * side, east));
            if (piece.size > 1e-9 * side * side) pieces.push_back(piece);
        }
    }
    return pieces;
}

double length_m(const Polyline& line) {
    double length = 0.0;
    for (std::size_t i = 1; i < line.size(); ++i)
        length += std::hypot(line[i].x_m - line[i - 1].x_m, line[i].y_m - line[i - 1].y_m);
    return length;
}

std::vector<Polyline> clip(const Polyline& line, const MapBox& box) {
    std::vector<Polyline> parts;
    Polyline part;
    const auto close = [&] {
        if (part.size() > 1) parts.push_back(part);
        part.clear();
    };
    for (std::size_t i = 1; i < line.size(); ++i) {
        const MapPoint a = line[i - 1];
        const MapPoint d = minus(line[i], a);
        // Liang and Barsky (1984): the stretch t0..t1 of a + t d inside the box.
        double t0 = 0.0, t1 = 1.0;
        bool inside = true;
        for (const auto& [p, q] : {std::pair{-d.x_m, a.x_m - box.west_m}, std::pair{d.x_m, box.east_m - a.x_m},
                                   std::pair{-d.y_m, a.y_m - box.south_m}, std::pair{d.y_m, box.north_m - a.y_m}}) {
            if (p == 0.0) {
                if (q < 0.0) inside = false;
            } else if (p < 0.0) {
                t0 = std::max(t0, q / p);
            } else {
                t1 = std::min(t1, q / p);
            }
        }
        if (!inside || t0 >= t1) {
            close();
            continue;
        }
        if (t0 > 0.0) close();
        if (part.empty()) part.push_back(t0 > 0.0 ? MapPoint{a.x_m + t0 * d.x_m, a.y_m + t0 * d.y_m} : a);
        part.push_back(t1 < 1.0 ? MapPoint{a.x_m + t1 * d.x_m, a.y_m + t1 * d.y_m} : line[i]);
        if (t1 < 1.0) close();
    }
    close();
    return parts;
}

std::vector<ShapeMoments> cut_line(const Polyline& line, double piece_m) {
    std::vector<ShapeMoments> pieces;
    const double total = length_m(line);
    if (!(total > 0.0)) return pieces;
    const auto count = static_cast<std::size_t>(std::ceil(total / piece_m * (1.0 - 1e-12)));
    const double piece = total / static_cast<double>(count);
    // Moments of the piece being filled, about its first point.
    double filled = 0.0, x1 = 0.0, y1 = 0.0, r2 = 0.0;
    MapPoint origin = line.front();
    const auto finish = [&](MapPoint next) {
        const double cx = x1 / filled;
        const double cy = y1 / filled;
        pieces.push_back(
            {filled, {origin.x_m + cx, origin.y_m + cy}, std::max(0.0, (r2 / filled - cx * cx - cy * cy) / 2.0)});
        filled = x1 = y1 = r2 = 0.0;
        origin = next;
    };
    for (std::size_t i = 1; i < line.size(); ++i) {
        MapPoint a = line[i - 1];
        const MapPoint b = line[i];
        double left = std::hypot(b.x_m - a.x_m, b.y_m - a.y_m);
        while (left > 0.0) {
            const bool last = pieces.size() + 1 == count;
            const bool ends = !last && filled + left >= piece;
            const double step = ends ? std::min(left, piece - filled) : left;
            const MapPoint c =
                step == left ? b
                             : MapPoint{a.x_m + step / left * (b.x_m - a.x_m), a.y_m + step / left * (b.y_m - a.y_m)};
            const MapPoint p = minus(a, origin);
            const MapPoint q = minus(c, origin);
            x1 += step * (p.x_m + q.x_m) / 2.0;
            y1 += step * (p.y_m + q.y_m) / 2.0;
            r2 += step *
                  (p.x_m * p.x_m + p.x_m * q.x_m + q.x_m * q.x_m + p.y_m * p.y_m + p.y_m * q.y_m + q.y_m * q.y_m) / 3.0;
            filled += step;
            left = step == left ? 0.0 : left - step;
            a = c;
            if (ends) finish(c);
        }
    }
    if (filled > 0.0) finish(line.back());
    return pieces;
}

}  // namespace lantian
