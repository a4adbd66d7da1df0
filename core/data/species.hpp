#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace lantian {

/// What the puffs carry, in the order of every mass array. Metals travel in three size classes: fine and coarse are
/// part of PM10, giant is above 10 um. Mercury is fine and coarse, or gas: elemental and oxidised.
enum class Carried : std::size_t {
    pm25_primary,
    pm_coarse,
    so2,
    so4,
    nox,
    no3,
    voc,
    nh3,
    pb_fine,
    pb_coarse,
    pb_giant,
    cd_fine,
    cd_coarse,
    cd_giant,
    as_fine,
    as_coarse,
    as_giant,
    hg_fine,
    hg_coarse,
    hg_elemental,
    hg_oxidised,
};
inline constexpr std::size_t k_carried_count = 21;
using CarriedMass = std::array<double, k_carried_count>;  ///< kg (or kg s-1) per carried species

[[nodiscard]] constexpr std::size_t index(Carried s) { return static_cast<std::size_t>(s); }

/// What inventories give: pm25 pm10 so2 nox voc nh3 pb cd as hg.
enum class Emitted : std::size_t { pm25, pm10, so2, nox, voc, nh3, pb, cd, as, hg };
inline constexpr std::size_t k_emitted_count = 10;
using EmittedMass = std::array<double, k_emitted_count>;
inline constexpr std::array<std::string_view, k_emitted_count> k_emitted_names{"pm25", "pm10", "so2", "nox", "voc",
                                                                               "nh3",  "pb",   "cd",  "as",  "hg"};
[[nodiscard]] constexpr std::size_t index(Emitted s) { return static_cast<std::size_t>(s); }
[[nodiscard]] std::optional<Emitted> emitted_from_name(std::string_view name);

/// What results store as concentration besides pm25, which is derived: (guide/interfaces.md, 2).
enum class Reported : std::size_t { pm25_primary, so4, no3, pm10, so2, nox, voc, nh3, pb, cd, as, hg };
inline constexpr std::size_t k_reported_count = 12;
inline constexpr std::array<std::string_view, k_reported_count> k_reported_names{
    "pm25_primary", "so4", "no3", "pm10", "so2", "nox", "voc", "nh3", "pb", "cd", "as", "hg"};
[[nodiscard]] constexpr std::size_t index(Reported s) { return static_cast<std::size_t>(s); }

/// pm25 = pm25_primary + k_sulfate_as_ammonium so4 + k_nitrate_as_ammonium no3 ((NH4)2SO4 / SO4, NH4NO3 / NO3 by mass).
inline constexpr double k_sulfate_as_ammonium = 1.375;
inline constexpr double k_nitrate_as_ammonium = 1.290;

enum class Phase { gas, fine_particle, coarse_particle, giant_particle };

/// What is removed from the air in one way: three sizes of particles, and every gas.
enum class Removed : std::size_t { fine, coarse, giant, so2, nox, voc, nh3, hg_elemental, hg_oxidised };
inline constexpr std::size_t k_removed_count = 9;
using RemovalRates = std::array<double, k_removed_count>;
[[nodiscard]] constexpr std::size_t index(Removed r) { return static_cast<std::size_t>(r); }

/// Fixed properties of what is removed in one way. Gases: molecular diffusivity in air, surface resistance of the
/// constant scheme, effective Henry constant at pH 7 and reactivity f0 of Wesely's; 0 for particles.
struct RemovalProperties {
    std::string_view name;
    Phase phase;
    double diffusivity_m2_s;
    double surface_resistance_s_m;
    double henry_m_atm, reactivity;
    double diffusivity_ratio;  ///< of water vapour to the gas
    double wet_a_per_s;        ///< bulk scheme: Lambda = A P^B, P in mm/h, liquid
    double wet_b;
    double wet_frozen_a_per_s;  ///< same below 0 deg C
};
/// By Removed; sources of the values beside them in species.cpp.
[[nodiscard]] const std::array<RemovalProperties, k_removed_count>& removal_table();

/// Fixed properties of a carried species.
struct SpeciesProperties {
    std::string_view name;
    Removed removed;
    double molar_mass_kg_mol;  ///< of the mass that is counted (nox as NO2)
    Reported reported;         ///< the result species it adds to
    [[nodiscard]] Phase phase() const { return removal_table()[index(removed)].phase; }
};

/// Table of all carried species.
[[nodiscard]] const std::array<SpeciesProperties, k_carried_count>& species_table();

/// Particle diameter and density of the size classes: fine 0.6 um 1500 kg m-3, coarse 6 um 2000 kg m-3, giant 14 um
/// 2000 kg m-3 (20 um aerodynamic).
struct ParticleClass {
    double diameter_m;
    double density_kg_m3;
};
inline constexpr ParticleClass k_fine_particle{0.6e-6, 1500.0};
inline constexpr ParticleClass k_coarse_particle{6.0e-6, 2000.0};
inline constexpr ParticleClass k_giant_particle{14.0e-6, 2000.0};

}  // namespace lantian
