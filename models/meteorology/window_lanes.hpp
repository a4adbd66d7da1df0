#pragma once

// MetWindow::sample for the doubles of a register, compiled once for each instruction set (core/math/simd.hpp).
#include "core/base/constants.hpp"
#include "core/math/simd_functions.hpp"
#include "models/meteorology/met_blocks.hpp"

namespace lantian::simd::LANTIAN_SIMD {

/// Weather of the layers of k_width puffs; meanings as of MetSample.
struct AirLanes {
    Vec wind_x, wind_y, wind_z, wind_z_change;
    Vec buoyancy_frequency;  ///< only when asked for
    Vec mixing_height, friction_velocity, inverse_obukhov, convective_velocity;
    Vec temperature, pressure, precipitation, roughness, humidity;
    Vec sigma_v, sigma_w, turbulence_wind;
};

/// Level interval of a height and the weights there, as of MetWindow::Height.
struct HeightLanes {
    Vec level, value[2], integral[2], beyond;
};

LANTIAN_INLINE Vec looked_up(const double* table, Vec index) noexcept {
    double at[k_width], out[k_width];
    store(at, index);
    for (std::size_t l = 0; l < k_width; ++l) out[l] = table[static_cast<std::size_t>(at[l])];
    return load(out);
}

LANTIAN_INLINE Vec level_below(const MetBlocks& w, Vec z) noexcept {
    Vec level = all(0.0);
    for (std::size_t l = 1; l + 1 < w.levels; ++l) level = level + (z >= all(w.level_m[l]) ? all(1.0) : all(0.0));
    return level;
}

LANTIAN_INLINE HeightLanes located(const MetBlocks& w, Vec z) noexcept {
    HeightLanes out;
    out.level = level_below(w, z);
    out.beyond = larger(z, all(w.level_m[0]));
    const Vec bottom = looked_up(w.level_m, out.level), top = looked_up(w.level_m + 1, out.level);
    const Vec depth = out.beyond - bottom, interval = top - bottom;
    const Vec a = smaller(depth * looked_up(w.per_interval, out.level), all(1.0));
    const Vec within = smaller(depth, interval);
    const Vec upper = all(0.5) * a * within;
    out.value[0] = all(1.0) - a;
    out.value[1] = a;
    out.integral[0] = within - upper;
    out.integral[1] = upper + larger(depth - interval, all(0.0));
    return out;
}

/// Wind below the lowest level over that at it, and its integral from the ground: 1 + ln(z/z1) slope.
struct LogLayerLanes {
    Vec z1, slope, zero;

    LANTIAN_INLINE LogLayerLanes(double lowest_m, Vec s) noexcept
        : z1(all(lowest_m)), slope(s), zero(s > all(0.0) ? all(lowest_m) * exponential(all(-1.0) / s) : all(0.0)) {}
    LANTIAN_INLINE Vec value(Vec z) const noexcept {
        const Vec logarithmic = larger(all(0.0), all(1.0) + logarithm(z / z1) * slope);
        const Vec above = z > zero ? logarithmic : all(0.0);
        return slope > all(0.0) ? above : all(1.0);
    }
    LANTIAN_INLINE Vec integral(Vec z) const noexcept {
        const Vec f = z == z1 ? all(1.0) : value(z);
        const Vec whole = z * f - (z - zero) * slope;
        return z > zero ? whole : all(0.0);
    }
};

/// Weather of the layers low to high at the places x, y; fraction of the window. stratified: with the buoyancy
/// frequency.
LANTIAN_INLINE AirLanes sampled(const MetBlocks& w, Vec x, Vec y, Vec low, Vec high, Vec fraction,
                                bool stratified) noexcept {
    constexpr std::size_t k_values = sizeof(MetBlend) / sizeof(double);
    const Vec fx = held((x - all(w.x0_m)) * all(w.per_cell), all(0.0), all(static_cast<double>(w.nx - 1)));
    const Vec fy = held((y - all(w.y0_m)) * all(w.per_cell), all(0.0), all(static_cast<double>(w.ny - 1)));
    const Vec column = whole_below(fx), row = whole_below(fy);
    const Vec ax = fx - column, ay = fy - row;
    const Vec bx = all(1.0) - ax, by = all(1.0) - ay, before = all(1.0) - fraction;
    const HeightLanes at_low = located(w, low), at_high = located(w, high);
    const Vec z1 = all(w.level_m[0]);
    const Vec thickness = high - low;
    const Flags layer = thickness > all(1e-3);
    const Vec middle = level_below(w, all(0.5) * (low + (layer ? high : low)));

    double weight[8][k_width], columns[k_width], rows[k_width], low_level[k_width], high_level[k_width],
        middle_level[k_width], theta_step[k_width];
    const Vec corner[4] = {bx * by, ax * by, bx * ay, ax * ay};
    for (std::size_t c = 0; c < 4; ++c) {
        store(weight[2 * c], corner[c] * before);
        store(weight[2 * c + 1], corner[c] * fraction);
    }
    store(columns, column);
    store(rows, row);
    store(low_level, at_low.level);
    store(high_level, at_high.level);
    store(middle_level, middle);
    double values[k_values][k_width];
    for (std::size_t l = 0; l < k_width; ++l) {
        const auto i = static_cast<std::size_t>(columns[l]), j = static_cast<std::size_t>(rows[l]);
        const std::size_t east = i + 1 < w.nx ? w.block : 0, north = j + 1 < w.ny ? w.nx * w.block : 0;
        const double* const base = w.packed + (j * w.nx + i) * w.block;
        const double* const nodes[4] = {base, base + east, base + north, base + north + east};
        double weights[8];
        for (std::size_t n = 0; n < 8; ++n) weights[n] = weight[n][l];
        MetBlend blend;
        blend_nodes(nodes, weights, static_cast<std::size_t>(low_level[l]), static_cast<std::size_t>(high_level[l]),
                    blend);
        const double* const from = blend.surface;
        for (std::size_t v = 0; v < k_values; ++v) values[v][l] = from[v];
        theta_step[l] = 0.0;
        if (!stratified) continue;
        for (std::size_t c = 0; c < 4; ++c) {
            const double* level = nodes[c] + 2 * MetBlocks::k_surface_count +
                                  static_cast<std::size_t>(middle_level[l]) * MetBlocks::k_level + 3;
            for (std::size_t t = 0; t < 2; ++t)
                theta_step[l] += weights[2 * c + t] *
                                 (level[MetBlocks::k_level + t * MetBlocks::k_slot] - level[t * MetBlocks::k_slot]);
        }
    }

    constexpr std::size_t k_lowest = MetBlocks::k_surface_count, k_low = k_lowest + 4, k_high = k_low + 8,
                          k_low_integral = k_high + 8, k_high_integral = k_low_integral + 4;

    Vec share[4] = {all(0.0), all(0.0), all(0.0), all(0.0)};  // of the lowest level's values, below it
    Vec factor[4] = {all(1.0), all(1.0), all(1.0), all(1.0)};
    const Flags reaches_down = low < z1;
    if (any(reaches_down)) {
        const LogLayerLanes log_layer(w.level_m[0], load(values[MetBlocks::k_log_slope]));
        const Vec top = smaller(high, z1), bottom = larger(low, all(0.0));
        const Vec horizontal = log_layer.integral(top) - log_layer.integral(bottom);
        share[0] = share[1] = select(reaches_down, horizontal, all(0.0));
        share[2] = select(reaches_down, all(0.5) * (top * top - bottom * bottom) / z1, all(0.0));
        share[3] = select(reaches_down, top - bottom, all(0.0));
        factor[0] = factor[1] = select(reaches_down, log_layer.value(low), all(1.0));
        factor[2] = select(reaches_down, bottom / z1, all(1.0));
    }
    const Vec per_thickness = all(1.0) / thickness;
    Vec mean[4], value_low[4], value_high[4];
    for (std::size_t v = 0; v < 4; ++v) {
        const Vec low0 = load(values[k_low + v]), low1 = load(values[k_low + 4 + v]);
        const Vec high0 = load(values[k_high + v]), high1 = load(values[k_high + 4 + v]);
        value_low[v] = at_low.value[0] * low0 + at_low.value[1] * low1;
        value_high[v] = at_high.value[0] * high0 + at_high.value[1] * high1;
        const Vec integral =
            (load(values[k_high_integral + v]) + at_high.integral[0] * high0 + at_high.integral[1] * high1) -
            (load(values[k_low_integral + v]) + at_low.integral[0] * low0 + at_low.integral[1] * low1);
        const Vec over_layer = (integral + share[v] * load(values[k_lowest + v])) * per_thickness;
        mean[v] = layer ? over_layer : factor[v] * value_low[v];
    }
    AirLanes out;
    out.wind_x = mean[0];
    out.wind_y = mean[1];
    out.wind_z = mean[2];
    const Vec up_high = high < z1 ? larger(high, all(0.0)) / z1 * value_high[2] : value_high[2];
    const Vec up_low = low < z1 ? larger(low, all(0.0)) / z1 * value_low[2] : value_low[2];
    out.wind_z_change = layer ? (up_high - up_low) / thickness : all(0.0);
    out.buoyancy_frequency = all(0.0);
    if (stratified) {
        const Vec interval = looked_up(w.level_m + 1, middle) - looked_up(w.level_m, middle);
        const Vec between = at_high.beyond - at_low.beyond;
        const Flags deep = between >= interval;
        const Vec step = deep ? value_high[3] - value_low[3] : load(theta_step);
        const Vec squared = all(constants::k_gravity_m_s2) / mean[3] * step / (deep ? between : interval);
        out.buoyancy_frequency = squared > all(0.0) ? square_root(squared) : all(0.0);
    }
    out.mixing_height = load(values[MetBlocks::k_mixing_height]);
    out.friction_velocity = load(values[MetBlocks::k_friction_velocity]);
    out.inverse_obukhov = load(values[MetBlocks::k_inverse_obukhov]);
    out.convective_velocity = load(values[MetBlocks::k_convective_velocity]);
    out.temperature = load(values[MetBlocks::k_temperature]);
    out.pressure = load(values[MetBlocks::k_pressure]);
    out.precipitation = load(values[MetBlocks::k_precipitation]);
    out.roughness = load(values[MetBlocks::k_roughness]);
    out.humidity = load(values[MetBlocks::k_humidity]);
    out.sigma_v = load(values[MetBlocks::k_sigma_v]);
    out.sigma_w = load(values[MetBlocks::k_sigma_w]);
    out.turbulence_wind = load(values[MetBlocks::k_turbulence_wind]);
    return out;
}

/// Slopes of the mean wind of a layer, as of WindGradient.
struct GradientLanes {
    Vec ux, uy, uz, vx, vy, vz;
};

/// MetWindow::wind_gradient().
LANTIAN_INLINE GradientLanes wind_gradients(const MetBlocks& w, Vec x, Vec y, Vec low, Vec high,
                                            Vec fraction) noexcept {
    constexpr std::size_t k_bounds = 3;
    const Vec zero = all(0.0), one = all(1.0), half_of = all(0.5);
    const Vec last_x = all(static_cast<double>(w.nx - 1)), last_y = all(static_cast<double>(w.ny - 1));
    const Vec free_x = (x - all(w.x0_m)) * all(w.per_cell), free_y = (y - all(w.y0_m)) * all(w.per_cell);
    const Vec fx = held(free_x, zero, last_x), fy = held(free_y, zero, last_y);
    const Vec column = whole_below(fx), row = whole_below(fy);
    const Vec right = fx - column, upper = fy - row;
    const Vec in_x = (free_x >= zero) & (free_x <= last_x) ? all(w.per_cell) : zero;
    const Vec in_y = (free_y >= zero) & (free_y <= last_y) ? all(w.per_cell) : zero;
    const Vec along_x[4] = {-(one - upper) * in_x, (one - upper) * in_x, -upper * in_x, upper * in_x};
    const Vec along_y[4] = {-(one - right) * in_y, -right * in_y, (one - right) * in_y, right * in_y};
    const Vec corner[4] = {(one - right) * (one - upper), right * (one - upper), (one - right) * upper, right * upper};
    const Vec bounds[k_bounds] = {low, half_of * (low + high), high};
    HeightLanes heights[k_bounds];
    double level[k_bounds][k_width], share[k_bounds][2][k_width], in_time[2][k_width], columns[k_width], rows[k_width];
    for (std::size_t b = 0; b < k_bounds; ++b) {
        heights[b] = located(w, bounds[b]);
        store(level[b], heights[b].level);
        for (std::size_t n = 0; n < 2; ++n) store(share[b][n], heights[b].integral[n]);
    }
    store(in_time[0], one - fraction);
    store(in_time[1], fraction);
    store(columns, column);
    store(rows, row);
    double integrals[4][k_bounds][2][k_width], lowest[4][2][k_width], slopes[4][k_width];
    for (std::size_t l = 0; l < k_width; ++l) {
        const auto i = static_cast<std::size_t>(columns[l]), j = static_cast<std::size_t>(rows[l]);
        const std::size_t east = i + 1 < w.nx ? w.block : 0, north = j + 1 < w.ny ? w.nx * w.block : 0;
        const double* const base = w.packed + (j * w.nx + i) * w.block;
        const double* const nodes[4] = {base, base + east, base + north, base + north + east};
        for (std::size_t c = 0; c < 4; ++c) {
            const double* const levels = nodes[c] + 2 * MetBlocks::k_surface_count;
            MetRegister sums[k_bounds + 1] = {};
            double slope = 0.0;
            for (std::size_t t = 0; t < 2; ++t) {
                const double weight = in_time[t][l];
                slope += weight * nodes[c][MetBlocks::surface_at(MetBlocks::k_log_slope, t)];
                MetRegister value, above, integral;
                __builtin_memcpy(&value, levels + t * MetBlocks::k_slot, sizeof value);
                sums[k_bounds] = sums[k_bounds] + weight * value;
                for (std::size_t b = 0; b < k_bounds; ++b) {
                    const double* at =
                        levels + static_cast<std::size_t>(level[b][l]) * MetBlocks::k_level + t * MetBlocks::k_slot;
                    __builtin_memcpy(&value, at, sizeof value);
                    __builtin_memcpy(&above, at + MetBlocks::k_level, sizeof above);
                    __builtin_memcpy(&integral, at + MetBlocks::k_integral, sizeof integral);
                    sums[b] = sums[b] + weight * (integral + share[b][0][l] * value + share[b][1][l] * above);
                }
            }
            slopes[c][l] = slope;
            for (std::size_t v = 0; v < 2; ++v) {
                lowest[c][v][l] = sums[k_bounds][v];
                for (std::size_t b = 0; b < k_bounds; ++b) integrals[c][b][v][l] = sums[b][v];
            }
        }
    }
    const Vec z1 = all(w.level_m[0]), per_depth = one / (high - low);
    const Flags reaches_down = low < z1;
    const bool any_down = any(reaches_down);
    Vec over_x[2] = {zero, zero}, over_y[2] = {zero, zero}, over_z[2] = {zero, zero};
    for (std::size_t c = 0; c < 4; ++c) {
        Vec below[k_bounds] = {zero, zero, zero};
        if (any_down) {
            const LogLayerLanes log_layer(w.level_m[0], load(slopes[c]));
            for (std::size_t b = 0; b < k_bounds; ++b)
                below[b] = select(reaches_down, log_layer.integral(held(bounds[b], zero, z1)), zero);
        }
        for (std::size_t v = 0; v < 2; ++v) {
            const Vec ground = load(lowest[c][v]);
            const Vec first = load(integrals[c][1][v]) - load(integrals[c][0][v]) + (below[1] - below[0]) * ground;
            const Vec second = load(integrals[c][2][v]) - load(integrals[c][1][v]) + (below[2] - below[1]) * ground;
            const Vec sum = first + second;
            over_x[v] = over_x[v] + along_x[c] * sum * per_depth;
            over_y[v] = over_y[v] + along_y[c] * sum * per_depth;
            over_z[v] = over_z[v] + corner[c] * (second - first) * all(4.0) * per_depth * per_depth;
        }
    }
    return {over_x[0], over_y[0], over_z[0], over_x[1], over_y[1], over_z[1]};
}

}  // namespace lantian::simd::LANTIAN_SIMD
