#pragma once

#include <optional>

#include "core/data/source.hpp"
#include "models/puff/rise.hpp"

namespace lantian {

/// What leaves a source, as the laws of rise take it.
struct Outflow {
    StackFlow flow;                    ///< of a flare: that of its flame, from the tip
    Outlet outlet = Outlet::vertical;  ///< capped and horizontal ones have no upward momentum
    double count = 1.0;                ///< equal stacks that stand together
    double spacing_m = 0.0;
};

/// Of a source with stack or flare; empty for others.
[[nodiscard]] std::optional<Outflow> outflow_of(const Source& source);

/// A flare as a stack: flame tip at height + 4.56e-3 Q^0.478, diameter 9.88e-4 sqrt(Q (1 - radiated)), 20 m/s, 1273 K,
/// with Q the heat release in cal s-1 (Beychok 1979; EPA 1995, SCREEN3). heat_release_w > 0, radiated_frac in [0, 1).
[[nodiscard]] StackFlow flare_flow(double height_m, double heat_release_w, double radiated_frac) noexcept;

/// How much higher the plume of `count` equal stacks in a row rises than one alone (Briggs 1984): cube root of
/// (N + S)/(1 + S), S = 6 [(N - 1) spacing/(N^(1/3) rise)]^(3/2). 1 for one stack, N^(1/3) for stacks at one place.
/// count >= 1, single_rise_m > 0.
[[nodiscard]] double merged_rise_factor(double count, double spacing_m, double single_rise_m) noexcept;

/// Rise of an outflow by Briggs' laws: no momentum for capped and horizontal outlets, more for merged plumes.
[[nodiscard]] Rise outflow_rise(const Outflow& outflow, const StackAir& air, double minimum_wind_m_s) noexcept;

/// Height from which the plume rises, with stack-tip downwash: Briggs (1973); capped outlets lose three diameters, the
/// most that law gives, horizontal ones nothing (EPA model clearinghouse 93-II-09).
[[nodiscard]] double outflow_mouth_m(const Outflow& outflow, double wind_m_s) noexcept;

}  // namespace lantian
