#include "core/data/species.hpp"

namespace lantian {

std::optional<Emitted> emitted_from_name(std::string_view name) {
    for (std::size_t i = 0; i < k_emitted_count; ++i) {
        if (k_emitted_names[i] == name) return static_cast<Emitted>(i);
    }
    return std::nullopt;
}

const std::array<SpeciesProperties, k_carried_count>& species_table() {
    // Wet: CALPUFF bulk rates (liquid / frozen), Lambda = A P; NOx, VOC and NH3: FLEXPART NO2, none, CALPUFF HNO3 (very
    // soluble). Surface resistances: daytime winter crops after Wesely (1989), rounded; NH3 as a very soluble gas. All
    // of this is the simple scheme of the main job: models/deposition/THEORY.md.
    using enum Phase;
    static constexpr std::array<SpeciesProperties, k_carried_count> k_table{{
        {"pm25_primary", fine_particle, 0.0, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::pm25_primary},
        {"pm_coarse", coarse_particle, 0.0, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::pm10},
        {"so2", gas, 0.064066, 1.26e-5, 120.0, 3e-5, 1.0, 0.0, Reported::so2},
        {"so4", fine_particle, 0.096063, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::so4},
        {"nox", gas, 0.046006, 1.47e-5, 500.0, 1e-5, 0.62, 0.0, Reported::nox},
        {"no3", fine_particle, 0.062005, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::no3},
        {"voc", gas, 0.080, 0.8e-5, 9999.0, 0.0, 1.0, 0.0, Reported::voc},
        {"nh3", gas, 0.017031, 2.2e-5, 100.0, 6e-5, 1.0, 0.0, Reported::nh3},
        {"pb_fine", fine_particle, 0.2072, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::pb},
        {"pb_coarse", coarse_particle, 0.2072, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::pb},
        {"cd_fine", fine_particle, 0.11241, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::cd},
        {"cd_coarse", coarse_particle, 0.11241, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::cd},
        {"as_fine", fine_particle, 0.074922, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::as},
        {"as_coarse", coarse_particle, 0.074922, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::as},
        {"hg_fine", fine_particle, 0.20059, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::hg},
        {"hg_coarse", coarse_particle, 0.20059, 0.0, 0.0, 1e-4, 1.0, 3e-5, Reported::hg},
    }};
    return k_table;
}

}  // namespace lantian
