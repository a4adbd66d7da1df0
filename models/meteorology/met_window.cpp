#include "models/meteorology/met_window.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/assert.hpp"
#include "core/base/constants.hpp"
#include "core/base/error.hpp"
#include "core/math/instruction_set.hpp"

namespace lantian {
namespace {

constexpr std::size_t k_variables = MetBlocks::k_variables;
constexpr std::size_t k_slot = MetBlocks::k_slot;
constexpr std::size_t k_integral = MetBlocks::k_integral;
constexpr std::size_t k_level = MetBlocks::k_level;
constexpr std::size_t k_surface_count = MetBlocks::k_surface_count;

void blend_plain(const double* const* nodes, const double* weights, std::size_t low, std::size_t high,
                 MetBlend& out) noexcept {
    blend_nodes(nodes, weights, low, high, out);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] void blend_avx2(const double* const* nodes, const double* weights, std::size_t low,
                                        std::size_t high, MetBlend& out) noexcept {
    blend_nodes(nodes, weights, low, high, out);
}
#else
constexpr auto blend_avx2 = blend_plain;
#endif

double log_slope(double z1_m, double roughness_m) {
    return roughness_m > 0.0 && roughness_m < z1_m ? 1.0 / std::log(z1_m / roughness_m) : 0.0;
}

// Wind below the lowest level: value and integral from the ground of f(z) = 1 + ln(z / z1) s, s = 1 / ln(z1 / z0).
struct LogLayer {
    double z1_m, slope, zero_m;  // zero_m: height where f vanishes

    LogLayer(double z1, double s) : z1_m(z1), slope(s), zero_m(s > 0.0 ? z1 * std::exp(-1.0 / s) : 0.0) {}
    [[nodiscard]] double value(double z_m) const noexcept {
        if (slope <= 0.0) return 1.0;
        return z_m > zero_m ? std::max(0.0, 1.0 + std::log(z_m / z1_m) * slope) : 0.0;
    }
    [[nodiscard]] double integral(double z_m) const noexcept {
        if (z_m <= zero_m) return 0.0;
        const double f = z_m == z1_m ? 1.0 : value(z_m);
        return z_m * f - (z_m - zero_m) * slope;
    }
};

}  // namespace

struct MetWindow::Corners {
    const double* block[4];
    double weight[4];
};

struct MetWindow::Height {
    std::size_t level;   // lower level of the interval
    double value[2];     // weights of the two levels in the value
    double integral[2];  // the same in the integral from the lower level to here
    double beyond_m;     // height that counts: not below the lowest level
};

MetWindow::MetWindow(std::shared_ptr<const MetState> first, std::shared_ptr<const MetState> second)
    : first_(std::move(first)), second_(std::move(second)) {
    const Grid& grid = *first_->grid;
    const bool same_grid =
        first_->grid == second_->grid ||
        (grid.nx == second_->grid->nx && grid.ny == second_->grid->ny && grid.west_m == second_->grid->west_m &&
         grid.south_m == second_->grid->south_m && grid.cell_m == second_->grid->cell_m);
    if (!same_grid || first_->level_m != second_->level_m || first_->level_m.size() < 2 ||
        second_->time < first_->time) {
        throw Error(ErrorKind::internal, "E900", "the two weather states of a window do not fit each other");
    }
    x0_m_ = grid.x_centre_m(0);
    y0_m_ = grid.y_centre_m(0);
    cell_m_ = grid.cell_m;
    per_cell_ = 1.0 / grid.cell_m;
    nx_ = grid.nx;
    ny_ = grid.ny;
    level_m_ = first_->level_m;
    levels_ = level_m_.size();
    for (std::size_t k = 0; k + 1 < levels_; ++k) per_interval_.push_back(1.0 / (level_m_[k + 1] - level_m_[k]));
    block_ = 2 * k_surface_count + levels_ * k_level;
    packed_.resize(nx_ * ny_ * block_);
    pack(*first_, 0);
    pack(*second_, 1);
}

void MetWindow::pack(const MetState& state, std::size_t slot) {
    const std::size_t nodes = nx_ * ny_;
    for (std::size_t n = 0; n < nodes; ++n) {
        double* block = packed_.data() + n * block_;
        const auto surface = [&](std::size_t value) -> double& { return block[MetBlocks::surface_at(value, slot)]; };
        surface(MetBlocks::k_mixing_height) = state.mixing_height_m[n];
        surface(MetBlocks::k_friction_velocity) = state.friction_velocity_m_s[n];
        surface(MetBlocks::k_inverse_obukhov) = 1.0 / state.obukhov_length_m[n];
        surface(MetBlocks::k_convective_velocity) = state.convective_velocity_m_s[n];
        surface(MetBlocks::k_temperature) = state.temperature_2m_k[n];
        surface(MetBlocks::k_pressure) = state.surface_pressure_pa[n];
        surface(MetBlocks::k_precipitation) = state.precipitation_mm_h[n];
        surface(MetBlocks::k_roughness) = state.roughness_length_m[n];
        surface(MetBlocks::k_humidity) = state.relative_humidity_frac[n];
        surface(MetBlocks::k_sigma_v) = state.sigma_v_m_s.empty() ? 0.0 : state.sigma_v_m_s[n];
        surface(MetBlocks::k_sigma_w) = state.sigma_w_m_s.empty() ? 0.0 : state.sigma_w_m_s[n];
        surface(MetBlocks::k_turbulence_wind) = state.turbulence_wind_m_s.empty() ? 0.0 : state.turbulence_wind_m_s[n];
        surface(MetBlocks::k_log_slope) = log_slope(level_m_[0], state.roughness_length_m[n]);

        double integral[k_variables] = {};
        double below[k_variables] = {};
        for (std::size_t k = 0; k < levels_; ++k) {
            const std::size_t at = k * nodes + n;
            const double value[k_variables] = {state.wind_x_m_s[at], state.wind_y_m_s[at], state.wind_z_m_s[at],
                                               state.potential_temperature_k[at]};
            double* level = packed_.data() + n * block_ + 2 * k_surface_count + k * k_level + slot * k_slot;
            for (std::size_t v = 0; v < k_variables; ++v) {
                if (k > 0) integral[v] += 0.5 * (below[v] + value[v]) * (level_m_[k] - level_m_[k - 1]);
                level[v] = value[v];
                level[k_integral + v] = integral[v];
                below[v] = value[v];
            }
        }
    }
}

double MetWindow::time_fraction(UtcTime time) const noexcept {
    const auto span = second_->time - first_->time;
    if (span <= 0) return 0.0;
    return std::clamp(static_cast<double>(time - first_->time) / static_cast<double>(span), 0.0, 1.0);
}

MetBlocks MetWindow::blocks() const noexcept {
    return {packed_.data(), x0_m_, y0_m_, per_cell_, nx_, ny_, levels_, block_, level_m_.data(), per_interval_.data()};
}

MetWindow::Corners MetWindow::corners(double x_m, double y_m) const noexcept {
    const double fx = std::clamp((x_m - x0_m_) * per_cell_, 0.0, static_cast<double>(nx_ - 1));
    const double fy = std::clamp((y_m - y0_m_) * per_cell_, 0.0, static_cast<double>(ny_ - 1));
    const auto i = static_cast<std::size_t>(fx);
    const auto j = static_cast<std::size_t>(fy);
    const double ax = fx - static_cast<double>(i);
    const double ay = fy - static_cast<double>(j);
    const std::size_t east = i + 1 < nx_ ? block_ : 0;
    const std::size_t north = j + 1 < ny_ ? nx_ * block_ : 0;
    const double* base = packed_.data() + (j * nx_ + i) * block_;
    return {{base, base + east, base + north, base + north + east},
            {(1.0 - ax) * (1.0 - ay), ax * (1.0 - ay), (1.0 - ax) * ay, ax * ay}};
}

MetWindow::Height MetWindow::locate(double z_m) const noexcept {
    std::size_t k = 0;
    for (std::size_t l = 1; l + 1 < levels_; ++l) k += z_m >= level_m_[l] ? 1U : 0U;
    const double z = std::max(z_m, level_m_[0]);
    const double depth = z - level_m_[k];
    const double interval = level_m_[k + 1] - level_m_[k];
    const double a = std::min(depth * per_interval_[k], 1.0);
    const double upper = 0.5 * a * std::min(depth, interval);
    // Above the highest level the value stays and its integral grows linearly.
    const double above = std::max(depth - interval, 0.0);
    return {k, {1.0 - a, a}, {std::min(depth, interval) - upper, upper + above}, z};
}

MetSample MetWindow::sample(double x_m, double y_m, double z_low_m, double z_high_m,
                            double time_fraction) const noexcept {
    const Corners at = corners(x_m, y_m);
    const double in_time[2] = {1.0 - time_fraction, time_fraction};
    const Height low = locate(z_low_m);
    const Height high = locate(z_high_m);
    const double z1 = level_m_[0];

    double weights[8];
    for (std::size_t c = 0; c < 4; ++c) {
        for (std::size_t t = 0; t < 2; ++t) weights[2 * c + t] = at.weight[c] * in_time[t];
    }
    static const auto blend = kernel_for(instruction_set(), &blend_plain, &blend_avx2, &blend_avx2);
    MetBlend blended;
    blend(at.block, weights, low.level, high.level, blended);
    const double* surface = blended.surface;
    const double* lowest = blended.lowest;
    double value_low[k_variables], value_high[k_variables];
    double integral[k_variables];  // from z1 or z_low, whichever is higher, to z_high
    for (std::size_t v = 0; v < k_variables; ++v) {
        value_low[v] = low.value[0] * blended.low[0][v] + low.value[1] * blended.low[1][v];
        value_high[v] = high.value[0] * blended.high[0][v] + high.value[1] * blended.high[1][v];
        integral[v] =
            (blended.high_integral[v] + high.integral[0] * blended.high[0][v] + high.integral[1] * blended.high[1][v]) -
            (blended.low_integral[v] + low.integral[0] * blended.low[0][v] + low.integral[1] * blended.low[1][v]);
    }

    MetSample out{};
    const double thickness = z_high_m - z_low_m;
    const bool layer = thickness > 1e-3;  // thinner: the difference of the integrals would cancel; take the point
    double mean[k_variables];
    if (layer) {
        const double per_thickness = 1.0 / thickness;
        double horizontal = 0.0, vertical = 0.0,
               scalar = 0.0;  // share of the layer below z1, as weight of the lowest level
        if (z_low_m < z1) {
            const LogLayer log_layer(z1, surface[MetBlocks::k_log_slope]);
            const double top = std::min(z_high_m, z1);
            const double bottom = std::max(z_low_m, 0.0);
            horizontal = log_layer.integral(top) - log_layer.integral(bottom);
            vertical = 0.5 * (top * top - bottom * bottom) / z1;
            scalar = top - bottom;
        }
        mean[0] = (integral[0] + horizontal * lowest[0]) * per_thickness;
        mean[1] = (integral[1] + horizontal * lowest[1]) * per_thickness;
        mean[2] = (integral[2] + vertical * lowest[2]) * per_thickness;
        mean[3] = (integral[3] + scalar * lowest[3]) * per_thickness;
    } else {
        double f = 1.0, g = 1.0;
        if (z_low_m < z1) {
            f = LogLayer(z1, surface[MetBlocks::k_log_slope]).value(z_low_m);
            g = std::max(z_low_m, 0.0) / z1;
        }
        mean[0] = f * value_low[0];
        mean[1] = f * value_low[1];
        mean[2] = g * value_low[2];
        mean[3] = value_low[3];
    }
    out.wind_x_m_s = mean[0];
    out.wind_y_m_s = mean[1];
    out.wind_z_m_s = mean[2];
    out.potential_temperature_k = mean[3];
    const auto vertical_at = [&](double z, double value) { return z < z1 ? std::max(z, 0.0) / z1 * value : value; };
    if (layer)
        out.wind_z_change_s = (vertical_at(z_high_m, value_high[2]) - vertical_at(z_low_m, value_low[2])) / thickness;

    // N^2 = g / theta dtheta/dz over the layer, or over the interval that holds its middle where the layer is thinner.
    double theta_step = value_high[3] - value_low[3];
    double height_step = high.beyond_m - low.beyond_m;
    const Height middle = locate(0.5 * (z_low_m + (layer ? z_high_m : z_low_m)));
    const double interval = level_m_[middle.level + 1] - level_m_[middle.level];
    if (!(height_step >= interval)) {
        theta_step = 0.0;
        height_step = interval;
        for (std::size_t c = 0; c < 4; ++c) {
            const double* level = at.block[c] + 2 * k_surface_count + middle.level * k_level + 3;
            for (std::size_t t = 0; t < 2; ++t) {
                theta_step += at.weight[c] * in_time[t] * (level[k_level + t * k_slot] - level[t * k_slot]);
            }
        }
    }
    const double n_squared = constants::k_gravity_m_s2 / mean[3] * theta_step / height_step;
    out.buoyancy_frequency_s = n_squared > 0.0 ? std::sqrt(n_squared) : 0.0;

    out.mixing_height_m = surface[MetBlocks::k_mixing_height];
    out.friction_velocity_m_s = surface[MetBlocks::k_friction_velocity];
    out.inverse_obukhov_m = surface[MetBlocks::k_inverse_obukhov];
    out.convective_velocity_m_s = surface[MetBlocks::k_convective_velocity];
    out.temperature_2m_k = surface[MetBlocks::k_temperature];
    out.surface_pressure_pa = surface[MetBlocks::k_pressure];
    out.precipitation_mm_h = surface[MetBlocks::k_precipitation];
    out.roughness_length_m = surface[MetBlocks::k_roughness];
    out.relative_humidity_frac = surface[MetBlocks::k_humidity];
    out.sigma_v_m_s = surface[MetBlocks::k_sigma_v];
    out.sigma_w_m_s = surface[MetBlocks::k_sigma_w];
    out.turbulence_wind_m_s = surface[MetBlocks::k_turbulence_wind];
    return out;
}

WindGradient MetWindow::wind_gradient(double x_m, double y_m, double z_low_m, double z_high_m,
                                      double time_fraction) const noexcept {
    const double fx = (x_m - x0_m_) * per_cell_;
    const double fy = (y_m - y0_m_) * per_cell_;
    const Corners at = corners(x_m, y_m);
    const double right = at.weight[1] + at.weight[3];
    const double upper = at.weight[2] + at.weight[3];
    const double in_x = fx >= 0.0 && fx <= static_cast<double>(nx_ - 1) ? per_cell_ : 0.0;
    const double in_y = fy >= 0.0 && fy <= static_cast<double>(ny_ - 1) ? per_cell_ : 0.0;
    const double along_x[4] = {-(1.0 - upper) * in_x, (1.0 - upper) * in_x, -upper * in_x, upper * in_x};
    const double along_y[4] = {-(1.0 - right) * in_y, -right * in_y, (1.0 - right) * in_y, right * in_y};
    const double in_time[2] = {1.0 - time_fraction, time_fraction};
    const double z_middle_m = 0.5 * (z_low_m + z_high_m);
    const Height heights[3] = {locate(z_low_m), locate(z_middle_m), locate(z_high_m)};
    const double z1 = level_m_[0];
    const double bounds[3] = {z_low_m, z_middle_m, z_high_m};
    // Integrals of the wind over the two halves at each corner.
    double half[2][2][4] = {};  // (half, component, corner)
    for (std::size_t c = 0; c < 4; ++c) {
        const double* block = at.block[c];
        const double* levels = block + 2 * k_surface_count;
        double slope = 0.0, integral[3][2] = {}, lowest[2] = {};
        for (std::size_t t = 0; t < 2; ++t) {
            slope += in_time[t] * block[MetBlocks::surface_at(MetBlocks::k_log_slope, t)];
            for (std::size_t v = 0; v < 2; ++v) {
                const std::size_t s = t * k_slot + v;
                lowest[v] += in_time[t] * levels[s];
                for (std::size_t b = 0; b < 3; ++b) {
                    const double* l = levels + heights[b].level * k_level;
                    integral[b][v] += in_time[t] * (l[k_integral + s] + heights[b].integral[0] * l[s] +
                                                    heights[b].integral[1] * l[k_level + s]);
                }
            }
        }
        const LogLayer log_layer(z1, slope);
        double below[3] = {};
        if (z_low_m < z1) {
            for (std::size_t b = 0; b < 3; ++b) below[b] = log_layer.integral(std::clamp(bounds[b], 0.0, z1));
        }
        for (std::size_t h = 0; h < 2; ++h) {
            for (std::size_t v = 0; v < 2; ++v) {
                half[h][v][c] = integral[h + 1][v] - integral[h][v] + (below[h + 1] - below[h]) * lowest[v];
            }
        }
    }
    const double per_depth = 1.0 / (z_high_m - z_low_m);
    double over_x[2] = {}, over_y[2] = {}, over_z[2] = {};
    for (std::size_t c = 0; c < 4; ++c) {
        for (std::size_t v = 0; v < 2; ++v) {
            const double sum = half[0][v][c] + half[1][v][c];
            over_x[v] += along_x[c] * sum * per_depth;
            over_y[v] += along_y[c] * sum * per_depth;
            over_z[v] += at.weight[c] * (half[1][v][c] - half[0][v][c]) * 4.0 * per_depth * per_depth;
        }
    }
    return {over_x[0], over_y[0], over_z[0], over_x[1], over_y[1], over_z[1]};
}

Turbulence MetWindow::mast_turbulence(double z_low_m, double z_high_m, double time_fraction) const noexcept {
    const auto mean = [&](const std::vector<double>& value) {
        const auto at = [&](double z) {
            if (z <= level_m_.front()) return value.front();
            if (z >= level_m_.back()) return value.back();
            std::size_t k = 1;
            while (level_m_[k] < z) ++k;
            return value[k - 1] + (value[k] - value[k - 1]) * (z - level_m_[k - 1]) * per_interval_[k - 1];
        };
        if (!(z_high_m - z_low_m > 1e-3)) return at(z_low_m);
        double sum = 0.0, below = z_low_m, value_below = at(z_low_m);
        const auto add = [&](double z, double v) {
            sum += 0.5 * (value_below + v) * (z - below);
            below = z;
            value_below = v;
        };
        for (std::size_t k = 0; k < levels_; ++k) {
            if (level_m_[k] > z_low_m && level_m_[k] < z_high_m) add(level_m_[k], value[k]);
        }
        add(z_high_m, at(z_high_m));
        return sum / (z_high_m - z_low_m);
    };
    const auto between = [&](const std::vector<double>& a, const std::vector<double>& b) {
        const double start = mean(a);
        return first_ == second_ ? start : start + time_fraction * (mean(b) - start);
    };
    return {between(first_->mast_sigma_v_m_s, second_->mast_sigma_v_m_s),
            between(first_->mast_sigma_w_m_s, second_->mast_sigma_w_m_s)};
}

double MetWindow::wind_speed_at(double x_m, double y_m, double z_m, double time_fraction) const noexcept {
    const Corners at = corners(x_m, y_m);
    const double in_time[2] = {1.0 - time_fraction, time_fraction};
    const Height height = locate(z_m);
    double wind[2] = {}, slope = 0.0;
    for (std::size_t c = 0; c < 4; ++c) {
        const double* l = at.block[c] + 2 * k_surface_count + height.level * k_level;
        for (std::size_t t = 0; t < 2; ++t) {
            const double w = at.weight[c] * in_time[t];
            slope += w * at.block[c][MetBlocks::surface_at(MetBlocks::k_log_slope, t)];
            for (std::size_t v = 0; v < 2; ++v) {
                const std::size_t s = t * k_slot + v;
                wind[v] += w * (height.value[0] * l[s] + height.value[1] * l[k_level + s]);
            }
        }
    }
    const double f = z_m < level_m_[0] ? LogLayer(level_m_[0], slope).value(z_m) : 1.0;
    return f * std::sqrt(wind[0] * wind[0] + wind[1] * wind[1]);
}

}  // namespace lantian
