#pragma once

#include <span>

namespace lantian {

/// Sulfate, nitrate, ammonium without sodium and chloride in closed form: ammonia first to sulfate, the rest with
/// nitric acid to ammonium nitrate (Mozurkewich 1993; Stelson and Seinfeld 1982 for mixtures).
enum class ClosedBranch {
    stable,      ///< solid ammonium nitrate below its deliquescence humidity
    metastable,  ///< solution above 35 % humidity
};

/// One value a cell, all of one length; amounts are totals of gas and particle in ppb, >= 0.
struct ClosedCells {
    std::span<const double> temperature_k;      ///< 200-340
    std::span<const double> relative_humidity;  ///< 0-1; above 0.99 counts as 0.99
    std::span<const double> so4_ppb, nh3_ppb, no3_ppb;
    /// Charge of K, Ca, Mg (and Na) less chloride, ppb of single charges; it binds sulfate, then nitrate, before
    /// ammonia does. Empty: none.
    std::span<const double> base_ppb = {};
};

/// In the particle, ppb.
struct ClosedParticle {
    std::span<double> nh4_ppb, no3_ppb;
};

/// Partition of every cell. A cell's bits do not depend on the others.
void inorganic_closed(const ClosedCells& cells, ClosedBranch branch, ClosedParticle particle) noexcept;

/// Constant of NH4NO3 = NH3 + HNO3 in ppb^2 without sulfate: solid, or solution where the branch has one.
[[nodiscard]] double ammonium_nitrate_constant(double temperature_k, double relative_humidity,
                                               ClosedBranch branch) noexcept;
/// Humidity above which solid ammonium nitrate dissolves, 0-1.
[[nodiscard]] double ammonium_nitrate_deliquescence(double temperature_k) noexcept;

}  // namespace lantian
