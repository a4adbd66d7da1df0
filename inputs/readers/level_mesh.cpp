#include "inputs/readers/level_mesh.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/assert.hpp"
#include "core/base/constants.hpp"
#include "core/base/error.hpp"

namespace lantian {

namespace {

constexpr double k_rad = constants::k_pi / 180.0;
constexpr double k_spare_cells = 2.0;

double spacing(const std::vector<double>& axis) {
    return axis.size() < 2 ? 0.0 : (axis.back() - axis.front()) / static_cast<double>(axis.size() - 1);
}

/// Bearing of the y axis, rad clockwise from true north.
double bearing(const MeshAxes& axes, LonLat at) {
    if (!axes.turned_pole) return axes.projection->grid_convergence_rad(at);
    const double lat = at.lat_deg * k_rad, pole = axes.turned_pole->lat_deg * k_rad,
                 east = (axes.turned_pole->lon_deg - at.lon_deg) * k_rad;
    return std::atan2(std::sin(east) * std::cos(pole),
                      std::cos(lat) * std::sin(pole) - std::sin(lat) * std::cos(pole) * std::cos(east));
}

[[noreturn]] void outside(const std::string& file, const AreaDeg& a, const MeshAxes& axes) {
    throw Error(Problem{
        Severity::error, ErrorKind::bad_data, "E411", file, 0, 0,
        fmt::format("the {} mesh does not cover {:g} to {:g} E, {:g} to {:g} N", axes.name, a[0], a[2], a[1], a[3]),
        "give files that cover the area"});
}

/// Indices [first, last) of an ascending axis within [low, high] widened by the spare cells; first = last when none.
std::pair<std::size_t, std::size_t> within(const std::vector<double>& axis, double low, double high) {
    const double spare = k_spare_cells * spacing(axis);
    const auto first = std::lower_bound(axis.begin(), axis.end(), low - spare);
    const auto last = std::upper_bound(first, axis.end(), high + spare);
    return {static_cast<std::size_t>(first - axis.begin()), static_cast<std::size_t>(last - axis.begin())};
}

}  // namespace

bool same_mesh(const MeshAxes& a, const MeshAxes& b) {
    const auto same_axis = [](const std::vector<double>& p, const std::vector<double>& q) {
        const double tolerance = 0.01 * std::max(std::abs(spacing(p)), 1e-6);
        return std::equal(p.begin(), p.end(), q.begin(), q.end(),
                          [&](double s, double t) { return std::abs(s - t) <= tolerance; });
    };
    return same_axis(a.x, b.x) && same_axis(a.y, b.y) && a.projection.has_value() == b.projection.has_value() &&
           (!a.projection || a.projection->definition() == b.projection->definition());
}

MeshWindow::MeshWindow(const MeshAxes& axes, const std::optional<AreaDeg>& area, const std::string& file)
    : whole_nx_(axes.x.size()), whole_ny_(axes.y.size()), rows_(axes.y.size()) {
    std::vector<double> turns(whole_nx_, 0.0);  // whole circles added to a longitude
    if (!area) {
        for (std::size_t i = 0; i < whole_nx_; ++i) columns_.push_back(i);
    } else if (!axes.projection) {
        const AreaDeg& a = *area;
        const auto [j0, j1] = within(axes.y, a[1], a[3]);
        first_row_ = j0;
        rows_ = j1 - j0;
        const double spare = k_spare_cells * spacing(axes.x);
        std::vector<std::pair<double, std::size_t>> chosen;
        const double middle = 0.5 * (a[0] + a[2]);
        for (std::size_t i = 0; i < whole_nx_; ++i) {
            const double lon = middle + std::remainder(axes.x[i] - middle, 360.0);
            if (lon >= a[0] - spare && lon <= a[2] + spare) chosen.emplace_back(lon, i);
        }
        std::sort(chosen.begin(), chosen.end());
        for (const auto& [lon, i] : chosen) {
            // A mesh that names both 0 and 360 degrees has that meridian twice.
            if (!columns_.empty() && lon - (axes.x[columns_.back()] + turns[columns_.back()]) < 1e-6) continue;
            columns_.push_back(i);
            turns[i] = lon - axes.x[i];
        }
        if (rows_ == 0 || columns_.empty()) outside(file, a, axes);
    } else {
        const AreaDeg& a = *area;
        double low_x = std::numeric_limits<double>::infinity(), high_x = -low_x, low_y = low_x, high_y = -low_x;
        constexpr int k_steps = 32;
        for (int k = 0; k <= k_steps; ++k) {
            const double share = static_cast<double>(k) / k_steps;
            const double lon = a[0] + share * (a[2] - a[0]), lat = a[1] + share * (a[3] - a[1]);
            for (const LonLat edge : {LonLat{lon, a[1]}, LonLat{lon, a[3]}, LonLat{a[0], lat}, LonLat{a[2], lat}}) {
                const MapPoint p = axes.projection->forward(edge);
                low_x = std::min(low_x, p.x_m);
                high_x = std::max(high_x, p.x_m);
                low_y = std::min(low_y, p.y_m);
                high_y = std::max(high_y, p.y_m);
            }
        }
        const auto [i0, i1] = within(axes.x, low_x, high_x);
        const auto [j0, j1] = within(axes.y, low_y, high_y);
        first_row_ = j0;
        rows_ = j1 - j0;
        for (std::size_t i = i0; i < i1; ++i) columns_.push_back(i);
        if (rows_ == 0 || columns_.empty()) outside(file, a, axes);
    }
    for (std::size_t j = first_row_; j < first_row_ + rows_; ++j) {
        for (const std::size_t i : columns_) {
            const LonLat at = axes.projection ? axes.projection->inverse({axes.x[i], axes.y[j]})
                                              : LonLat{axes.x[i] + turns[i], axes.y[j]};
            lon_deg_.push_back(at.lon_deg);
            lat_deg_.push_back(at.lat_deg);
            if (!axes.projection) continue;
            const double angle = bearing(axes, at);
            sine_.push_back(std::sin(angle));
            cosine_.push_back(std::cos(angle));
        }
    }
}

std::size_t MeshWindow::trim_empty_edges(std::span<const double> field) {
    const std::size_t width = nx(), height = ny();
    std::size_t i0 = 0, i1 = width, j0 = 0, j1 = height;
    const auto empty_share = [&](std::size_t ia, std::size_t ib, std::size_t ja, std::size_t jb) {
        std::size_t empty = 0;
        for (std::size_t j = ja; j < jb; ++j) {
            for (std::size_t i = ia; i < ib; ++i) empty += std::isnan(field[j * width + i]);
        }
        return static_cast<double>(empty) / static_cast<double>((ib - ia) * (jb - ja));
    };
    while (i1 - i0 > 2 && j1 - j0 > 2) {
        const std::array<double, 4> share{empty_share(i0, i0 + 1, j0, j1), empty_share(i1 - 1, i1, j0, j1),
                                          empty_share(i0, i1, j0, j0 + 1), empty_share(i0, i1, j1 - 1, j1)};
        const auto worst = std::max_element(share.begin(), share.end());
        if (*worst == 0.0) break;
        switch (worst - share.begin()) {
            case 0:
                ++i0;
                break;
            case 1:
                --i1;
                break;
            case 2:
                ++j0;
                break;
            default:
                --j1;
        }
    }
    const std::size_t gone = width - (i1 - i0) + height - (j1 - j0);
    if (gone == 0) return 0;
    const auto kept = [&](const std::vector<double>& values) {
        std::vector<double> out;
        for (std::size_t j = j0; j < j1 && !values.empty(); ++j)
            out.insert(out.end(), values.begin() + static_cast<std::ptrdiff_t>(j * width + i0),
                       values.begin() + static_cast<std::ptrdiff_t>(j * width + i1));
        return out;
    };
    for (std::vector<double>* values : {&lon_deg_, &lat_deg_, &sine_, &cosine_}) *values = kept(*values);
    columns_ = {columns_.begin() + static_cast<std::ptrdiff_t>(i0), columns_.begin() + static_cast<std::ptrdiff_t>(i1)};
    first_row_ += j0;
    rows_ = j1 - j0;
    return gone;
}

std::vector<double> MeshWindow::cut(std::span<const double> whole) const {
    LANTIAN_ASSERT(whole.size() == whole_nx_ * whole_ny_);
    std::vector<double> out;
    out.reserve(rows_ * columns_.size());
    for (std::size_t j = first_row_; j < first_row_ + rows_; ++j) {
        for (const std::size_t i : columns_) out.push_back(whole[j * whole_nx_ + i]);
    }
    return out;
}

void MeshWindow::turn_to_earth(std::span<double> along_x, std::span<double> along_y) const {
    if (sine_.empty()) return;
    for (std::size_t k = 0; k < along_x.size(); ++k) {
        const double s = sine_[k % sine_.size()], c = cosine_[k % cosine_.size()];
        const double x = along_x[k], y = along_y[k];
        along_x[k] = x * c + y * s;
        along_y[k] = y * c - x * s;
    }
}

}  // namespace lantian
