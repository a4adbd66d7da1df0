#pragma once

#include <cstddef>

namespace lantian {

/// How MetWindow lays out its weather, for those that sample it in lanes. Per node a block: the surface values by
/// fours, of the first state and the second, then level by level the values of wind x, y, z and potential temperature
/// of both states and their integrals from the lowest level.
struct MetBlocks {
    enum Surface : std::size_t {
        k_mixing_height,
        k_friction_velocity,
        k_inverse_obukhov,
        k_convective_velocity,
        k_temperature,
        k_pressure,
        k_precipitation,
        k_roughness,
        k_humidity,
        k_sigma_v,  ///< measured, 0 where not
        k_sigma_w,
        k_turbulence_wind,
        k_log_slope,          ///< 1 / ln(z1 / z0), 0 where the wind is constant below z1
        k_surface_count = 16  ///< whole registers; the rest stays 0
    };
    static constexpr std::size_t k_variables = 4;
    static constexpr std::size_t k_slot = k_variables;          ///< from the first state to the second
    static constexpr std::size_t k_integral = 2 * k_variables;  ///< from values to integrals
    static constexpr std::size_t k_level = 4 * k_variables;     ///< size of a level

    /// Where a surface value of the first state (slot 0) or the second stands in a block.
    [[nodiscard]] static constexpr std::size_t surface_at(std::size_t value, std::size_t slot) noexcept {
        return (2 * (value / k_variables) + slot) * k_variables + value % k_variables;
    }

    const double* packed;
    double x0_m, y0_m, per_cell;
    std::size_t nx, ny, levels, block;
    const double* level_m;
    const double* per_interval;  ///< 1/m, of the interval above each level but the last
};

/// What a sample takes from the four nodes and two states, each with its weight.
struct MetBlend {
    double surface[MetBlocks::k_surface_count];
    double lowest[MetBlocks::k_variables];                                   ///< at the lowest level
    double low[2][MetBlocks::k_variables], high[2][MetBlocks::k_variables];  ///< at both ends of both intervals
    double low_integral[MetBlocks::k_variables], high_integral[MetBlocks::k_variables];  ///< at their lower ends
};

using MetRegister = double __attribute__((vector_size(MetBlocks::k_variables * sizeof(double))));
/// The same of both states side by side.
using MetPair = double __attribute__((vector_size(2 * MetBlocks::k_variables * sizeof(double))));

namespace detail {

/// Adds both states, each with its weight: the values of the first and the second stand side by side from each of
/// `from` on; sum: of all nodes, state by state.
template <std::size_t N>
[[gnu::always_inline]] inline void add_states(const double* const (&from)[N], const MetPair& weight,
                                              MetPair (&sum)[N]) noexcept {
    for (std::size_t v = 0; v < N; ++v) {
        MetPair value;
        __builtin_memcpy(&value, from[v], sizeof value);
        sum[v] = sum[v] + weight * value;
    }
}

}  // namespace detail

/// Values blended from four nodes; weights (node, state), low and high the level intervals. Every state is summed over
/// the nodes, then both are added; one multiplication and one addition a term, contraction off: the same bits with
/// every instruction set.
[[gnu::always_inline]] inline void blend_nodes(const double* const* nodes, const double* weights, std::size_t low,
                                               std::size_t high, MetBlend& out) noexcept {
    using B = MetBlocks;
    constexpr std::size_t k_pair = 2 * B::k_variables, k_ground = B::k_surface_count / B::k_variables + 1, k_aloft = 6;
    MetPair pair_weight[4];
    for (std::size_t c = 0; c < 4; ++c) {
        const double a = weights[2 * c], b = weights[2 * c + 1];
        pair_weight[c] = MetPair{a, a, a, a, b, b, b, b};
    }
    MetPair ground[k_ground] = {}, aloft[k_aloft] = {};
    for (std::size_t c = 0; c < 4; ++c) {
        const double* from[k_ground];
        for (std::size_t v = 0; v < k_ground; ++v) from[v] = nodes[c] + v * k_pair;  // the lowest level comes last
        detail::add_states(from, pair_weight[c], ground);
    }
    for (std::size_t c = 0; c < 4; ++c) {
        const double* const levels = nodes[c] + 2 * B::k_surface_count;
        const double* const l = levels + low * B::k_level;
        const double* const h = levels + high * B::k_level;
        const double* const from[k_aloft] = {
            l, l + B::k_level, h, h + B::k_level, l + B::k_integral, h + B::k_integral};
        detail::add_states(from, pair_weight[c], aloft);
    }
    MetRegister blended[k_ground + k_aloft];
    for (std::size_t v = 0; v < k_ground + k_aloft; ++v) {
        const MetPair& sum = v < k_ground ? ground[v] : aloft[v - k_ground];
        MetRegister states[2];
        __builtin_memcpy(states, &sum, sizeof sum);
        blended[v] = states[0] + states[1];
    }
    __builtin_memcpy(&out, blended, sizeof out);
    static_assert(sizeof(MetBlend) == (k_ground + k_aloft) * sizeof(MetRegister));
}

}  // namespace lantian
