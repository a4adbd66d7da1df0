#pragma once

#include <cstddef>

namespace lantian {

/// How MetWindow lays out its weather, for those that sample it in lanes. Per node a block: the surface values of both
/// states, then level by level the values of wind x, y, z and potential temperature of both states and their integrals
/// from the lowest level.
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

/// Values blended from four nodes; weights (node, state), low and high the level intervals. One multiplication and one
/// addition a term, contraction off: the same bits with every instruction set.
[[gnu::always_inline]] inline void blend_nodes(const double* const* nodes, const double* weights, std::size_t low,
                                               std::size_t high, MetBlend& out) noexcept {
    constexpr std::size_t k_registers = MetBlocks::k_surface_count / MetBlocks::k_variables;
    MetRegister sum[k_registers + 7] = {};
    for (std::size_t c = 0; c < 4; ++c) {
        const double* surface = nodes[c];
        const double* levels = nodes[c] + 2 * MetBlocks::k_surface_count;
        const double* l = levels + low * MetBlocks::k_level;
        const double* h = levels + high * MetBlocks::k_level;
        for (std::size_t t = 0; t < 2; ++t) {
            const double w = weights[2 * c + t];
            const double* from[k_registers + 7];
            for (std::size_t v = 0; v < k_registers; ++v)
                from[v] = surface + t * MetBlocks::k_surface_count + v * MetBlocks::k_variables;
            const std::size_t at = t * MetBlocks::k_slot;
            from[k_registers] = levels + at;
            from[k_registers + 1] = l + at;
            from[k_registers + 2] = l + MetBlocks::k_level + at;
            from[k_registers + 3] = h + at;
            from[k_registers + 4] = h + MetBlocks::k_level + at;
            from[k_registers + 5] = l + MetBlocks::k_integral + at;
            from[k_registers + 6] = h + MetBlocks::k_integral + at;
            for (std::size_t v = 0; v < k_registers + 7; ++v) {
                MetRegister value;
                __builtin_memcpy(&value, from[v], sizeof value);
                sum[v] = sum[v] + w * value;
            }
        }
    }
    static_assert(sizeof sum == sizeof out);
    __builtin_memcpy(&out, sum, sizeof sum);
}

}  // namespace lantian
