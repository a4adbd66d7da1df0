#include "models/meteorology/terrain_winds.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "core/base/assert.hpp"
#include "core/base/constants.hpp"
#include "core/base/error.hpp"
#include "models/meteorology/boundary_layer.hpp"
#include "models/meteorology/slope_flow.hpp"

namespace lantian {

namespace {

/// Height in which the density of the lower atmosphere falls by e.
constexpr double k_density_scale_m = 9000.0;
/// Vertical wind over hills fades at least this fast: hills of 10 km length, 1/k of a potential flow.
constexpr double k_hill_scale_m = 1600.0;
constexpr double k_least_ratio = 0.01;
/// Froude number of the whole: wind and stability of the air up to the height of the hills, at least this deep.
constexpr double k_least_depth_m = 200.0;
constexpr double k_least_speed_m_s = 0.5;
/// The slope flow keeps its speed up to its thickness and ends at this multiple.
constexpr double k_slope_flow_top = 3.0;

/// N, s-1, >= 0, between two heights.
double buoyancy_frequency_s(double theta_low_k, double theta_high_k, double depth_m) {
    const double square = constants::k_gravity_m_s2 / theta_low_k * (theta_high_k - theta_low_k) / depth_m;
    return square > 0.0 ? std::sqrt(square) : 0.0;
}

/// Layers with one level in each.
std::vector<double> faces_of(const std::vector<double>& level_m) {
    std::vector<double> face{0.0};
    for (std::size_t k = 0; k + 1 < level_m.size(); ++k) face.push_back(0.5 * (level_m[k] + level_m[k + 1]));
    face.push_back(1.5 * level_m.back() - 0.5 * level_m[level_m.size() - 2]);
    return face;
}

/// Upward sensible heat flux of a column, W m-2, from its surface layer.
double heat_flux_w_m2(const MetState& state, std::size_t node, double rho_cp) {
    const double friction = state.friction_velocity_m_s[node];
    return -rho_cp * state.temperature_2m_k[node] * friction * friction * friction /
           (constants::k_von_karman * constants::k_gravity_m_s2 * state.obukhov_length_m[node]);
}

/// Thermal flow of one column at a height, along x and y, m s-1.
MapPoint slope_flow(const MetState& state, const TerrainShape& shape, std::size_t node, double z_m) {
    const double steep = std::hypot(shape.slope_x[node], shape.slope_y[node]);
    if (steep < k_least_steering_slope) return {0.0, 0.0};
    const double rho_cp = air_rho_cp_j_m3_k(state.temperature_2m_k[node], state.surface_pressure_pa[node]);
    const double flux = heat_flux_w_m2(state, node, rho_cp);
    const double depth = slope_flow_depth_m(flux < 0.0 ? shape.relief_m[node] : shape.fall_m[node]);
    if (z_m >= k_slope_flow_top * depth) return {0.0, 0.0};
    const double up =
        flux < 0.0 ? -downslope_m_s(-flux, rho_cp, state.temperature_2m_k[node], steep / std::sqrt(1.0 + steep * steep),
                                    shape.crest_m[node], shape.relief_m[node])
                   : upslope_m_s(flux, rho_cp, state.temperature_2m_k[node], shape.fall_m[node]);
    const double share = std::min((k_slope_flow_top - z_m / depth) / (k_slope_flow_top - 1.0), 1.0);
    return {share * up * shape.slope_x[node] / steep, share * up * shape.slope_y[node] / steep};
}

/// Weighted mean with the neighbours (1 2 1 along x, then y), twice: what one column does alone, the grid cannot carry.
void smooth(const Grid& grid, std::vector<double>& field) {
    std::vector<double> before(field.size());
    const auto pass = [&](std::size_t count, std::size_t step, const auto& place) {
        before = field;
        for (std::size_t n = 0; n < field.size(); ++n) {
            const std::size_t at = place(n);
            const double low = before[at > 0 ? n - step : n];
            const double high = before[at + 1 < count ? n + step : n];
            field[n] = 0.25 * (low + high) + 0.5 * before[n];
        }
    };
    for (int times = 0; times < 2; ++times) {
        pass(grid.nx, 1, [&](std::size_t n) { return n % grid.nx; });
        pass(grid.ny, grid.nx, [&](std::size_t n) { return n / grid.nx; });
    }
}

}  // namespace

void add_terrain_effects(MetState& state, const TerrainShape& shape) {
    const std::size_t cells = state.grid->cells();
    std::vector<double> du(cells);
    std::vector<double> dv(cells);
    for (std::size_t k = 0; k < state.level_m.size(); ++k) {
        const double z = state.level_m[k];
        // Stability between this level and the one above; at the top, the one below.
        const std::size_t low = k + 1 < state.level_m.size() ? k : k - 1;
        const auto stability = [&](std::size_t node) {
            return buoyancy_frequency_s(state.potential_temperature_k[low * cells + node],
                                        state.potential_temperature_k[(low + 1) * cells + node],
                                        state.level_m[low + 1] - state.level_m[low]);
        };
        double* u = state.wind_x_m_s.data() + k * cells;
        double* v = state.wind_y_m_s.data() + k * cells;
        for (std::size_t node = 0; node < cells; ++node) {
            double turned_u = u[node];
            double turned_v = v[node];
            if (z < shape.relief_m[node])
                block(turned_u, turned_v, shape.slope_x[node], shape.slope_y[node], shape.relief_m[node],
                      stability(node));
            const MapPoint flow = slope_flow(state, shape, node, z);
            du[node] = turned_u - u[node] + flow.x_m;
            dv[node] = turned_v - v[node] + flow.y_m;
        }
        smooth(*state.grid, du);
        smooth(*state.grid, dv);
        for (std::size_t node = 0; node < cells; ++node) {
            u[node] += du[node];
            v[node] += dv[node];
            const double fading = std::max(stability(node), std::hypot(u[node], v[node]) / k_hill_scale_m);
            state.wind_z_m_s[k * cells + node] +=
                kinematic_wind_m_s(u[node], v[node], shape.slope_x[node], shape.slope_y[node], z, fading);
        }
    }
}

double vertical_ratio(double speed_m_s, double buoyancy_frequency_s, double height_m) noexcept {
    const double slowed = buoyancy_frequency_s * height_m;
    if (slowed <= 0.0) return 1.0;
    const double froude_sq = speed_m_s / slowed * speed_m_s / slowed;
    const double s = std::sqrt(1.0 + 4.0 * froude_sq * froude_sq);
    return std::max(k_least_ratio, (s - 1.0) / (s + 1.0));
}

TerrainWinds::TerrainWinds(std::shared_ptr<const Grid> grid, const std::vector<double>& level_m, double tolerance)
    : grid_(std::move(grid)),
      level_m_(level_m),
      wind_grid_(make_wind_grid(*grid_, faces_of(level_m_), {}, k_density_scale_m)),
      tolerance_(tolerance) {
    const TerrainShape shape = terrain_shape(*grid_);
    for (std::size_t n = 0; n < grid_->cells(); ++n) height_m_.push_back(shape.relief_m[n] + shape.fall_m[n]);
}

std::vector<double> TerrainWinds::ratios(const MetState& state) const {
    const std::size_t cells = grid_->cells();
    std::vector<double> out(cells);
    for (std::size_t node = 0; node < cells; ++node) {
        const double depth = std::max(height_m_[node], k_least_depth_m);
        double speed = 0.0;
        double below = 0.0;
        std::size_t top = 0;
        for (std::size_t k = 0; k < level_m_.size() && below < depth; ++k) {
            const double until = std::min(wind_grid_.face_m[k + 1], depth);
            const std::size_t at = k * cells + node;
            speed += std::hypot(state.wind_x_m_s[at], state.wind_y_m_s[at]) * (until - below);
            below = until;
            top = k;
        }
        top = std::max<std::size_t>(top, 1);
        const double n =
            buoyancy_frequency_s(state.potential_temperature_k[node], state.potential_temperature_k[top * cells + node],
                                 level_m_[top] - level_m_[0]);
        out[node] = vertical_ratio(std::max(speed / below, k_least_speed_m_s), n, height_m_[node]);
    }
    return out;
}

WindField TerrainWinds::on_faces(const MetState& state) const {
    const WindGrid& g = wind_grid_;
    WindField field(g);
    for (std::size_t j = 0; j < g.ny; ++j) {
        for (std::size_t k = 0; k < g.nz; ++k) {
            const std::size_t row = k * g.columns() + j * g.nx;
            double* u = field.u.data() + (j * g.nz + k) * (g.nx + 1);
            for (std::size_t i = 0; i <= g.nx; ++i) {
                const std::size_t west = i > 0 ? i - 1 : 0;
                const std::size_t east = std::min(i, g.nx - 1);
                u[i] = 0.5 * (state.wind_x_m_s[row + west] + state.wind_x_m_s[row + east]);
            }
            for (const std::size_t face : {j, j + 1}) {
                const std::size_t south = k * g.columns() + (face > 0 ? face - 1 : 0) * g.nx;
                const std::size_t north = k * g.columns() + std::min(face, g.ny - 1) * g.nx;
                double* v = field.v.data() + (face * g.nz + k) * g.nx;
                for (std::size_t i = 0; i < g.nx; ++i)
                    v[i] = 0.5 * (state.wind_y_m_s[south + i] + state.wind_y_m_s[north + i]);
            }
            // Faces between levels by height, that of the top from the level below.
            double* above = field.omega.data() + (j * (g.nz + 1) + k + 1) * g.nx;
            const std::size_t next = k + 1 < g.nz ? row + g.columns() : row;
            const double share = k + 1 < g.nz ? (g.face_m[k + 1] - level_m_[k]) / (level_m_[k + 1] - level_m_[k]) : 0.0;
            for (std::size_t i = 0; i < g.nx; ++i) {
                above[i] = state.wind_z_m_s[row + i] + share * (state.wind_z_m_s[next + i] - state.wind_z_m_s[row + i]);
            }
        }
    }
    return field;
}

AdjustmentReport TerrainWinds::make_consistent(MetState& state, int threads) const {
    LANTIAN_ASSERT(state.level_m == level_m_ && state.grid->cells() == grid_->cells());
    const WindGrid& g = wind_grid_;
    const WindField guess = on_faces(state);
    WindField field = guess;
    const MassOperator op(g, ratios(state));
    AdjustmentOptions options;
    options.tolerance = tolerance_;
    options.threads = threads;
    const AdjustmentReport report = adjust_mass(op, field, options);
    if (!report.converged) {
        throw Error(ErrorKind::bad_data, "E416",
                    fmt::format("winds of {} cannot be made mass consistent: divergence {:.3g} s-1 fell to {:.3g} s-1 "
                                "in {} iterations, meteorology.terrain_tolerance = {:.3g}",
                                format_time(state.time), report.divergence_before_s, report.divergence_after_s,
                                report.iterations, tolerance_),
                    "raise meteorology.terrain_tolerance, smooth the terrain, or set meteorology.terrain_adjust = "
                    "false; look at the wind and temperature of that time");
    }
    for (std::size_t j = 0; j < g.ny; ++j) {
        for (std::size_t k = 0; k < g.nz; ++k) {
            const std::size_t row = k * g.columns() + j * g.nx;
            const std::size_t u = (j * g.nz + k) * (g.nx + 1);
            const std::size_t south = (j * g.nz + k) * g.nx;
            const std::size_t north = ((j + 1) * g.nz + k) * g.nx;
            const std::size_t below = (j * (g.nz + 1) + k) * g.nx;
            const double share = (level_m_[k] - g.face_m[k]) / g.thickness_m(k);
            for (std::size_t i = 0; i < g.nx; ++i) {
                const auto change = [&](const std::vector<double>& a, const std::vector<double>& b, std::size_t n) {
                    return a[n] - b[n];
                };
                state.wind_x_m_s[row + i] +=
                    0.5 * (change(field.u, guess.u, u + i) + change(field.u, guess.u, u + i + 1));
                state.wind_y_m_s[row + i] +=
                    0.5 * (change(field.v, guess.v, south + i) + change(field.v, guess.v, north + i));
                const double lower = change(field.omega, guess.omega, below + i);
                const double upper = change(field.omega, guess.omega, below + g.nx + i);
                state.wind_z_m_s[row + i] += lower + share * (upper - lower);
            }
        }
    }
    return report;
}

}  // namespace lantian
