#include "core/data/species.hpp"

namespace lantian {

std::optional<Emitted> emitted_from_name(std::string_view name) {
    for (std::size_t i = 0; i < k_emitted_count; ++i) {
        if (k_emitted_names[i] == name) return static_cast<Emitted>(i);
    }
    return std::nullopt;
}

const std::array<RemovalProperties, k_removed_count>& removal_table() {
    // Bulk rates of wet removal: CALPUFF (liquid / frozen), Lambda = A P; NOx: FLEXPART NO2; VOC none; NH3 and oxidised
    // mercury: CALPUFF HNO3 (very soluble). Giant particles: coarse times 2.5 (GEOS-Chem, coarse wash-out 2.6e-4
    // P^0.79). Surface resistances of the constant scheme: daytime winter crops after Wesely (1989), rounded. Wesely:
    // H*, f0, diffusivity ratio as in wesely_gases.csv (Walmsley and Wesely 1996). Mercury: oxidised as HNO3 (Lin et
    // al. 2006, H* of HgCl2 1.4e6), elemental hardly soluble, H* 0.11 M/atm, f0 1e-5 (Selin et al. 2008).
    using enum Phase;
    static constexpr std::array<RemovalProperties, k_removed_count> k_table{{
        {"fine particles", fine_particle, 0.0, 0.0, 0.0, 0.0, 0.0, 1e-4, 1.0, 3e-5},
        {"coarse particles", coarse_particle, 0.0, 0.0, 0.0, 0.0, 0.0, 1e-4, 1.0, 3e-5},
        {"giant particles", giant_particle, 0.0, 0.0, 0.0, 0.0, 0.0, 2.5e-4, 0.79, 3e-5},
        {"so2", gas, 1.26e-5, 120.0, 1e5, 0.0, 1.9, 3e-5, 1.0, 0.0},
        {"nox", gas, 1.47e-5, 500.0, 0.01, 0.1, 1.6, 1e-5, 0.62, 0.0},
        {"voc", gas, 0.8e-5, 9999.0, 0.0, 0.0, 2.1, 0.0, 1.0, 0.0},
        {"nh3", gas, 2.2e-5, 100.0, 2e4, 0.0, 0.97, 6e-5, 1.0, 0.0},
        {"elemental mercury", gas, 1.19e-5, 9999.0, 0.11, 1e-5, 3.3, 0.0, 1.0, 0.0},
        {"oxidised mercury", gas, 0.86e-5, 10.0, 1e14, 0.0, 3.9, 6e-5, 1.0, 0.0},
    }};
    return k_table;
}

const std::array<SpeciesProperties, k_carried_count>& species_table() {
    static constexpr std::array<SpeciesProperties, k_carried_count> k_table{{
        {"pm25_primary", Removed::fine, 0.0, Reported::pm25_primary},
        {"pm_coarse", Removed::coarse, 0.0, Reported::pm10},
        {"so2", Removed::so2, 0.064066, Reported::so2},
        {"so4", Removed::fine, 0.096063, Reported::so4},
        {"nox", Removed::nox, 0.046006, Reported::nox},
        {"no3", Removed::fine, 0.062005, Reported::no3},
        {"voc", Removed::voc, 0.080, Reported::voc},
        {"nh3", Removed::nh3, 0.017031, Reported::nh3},
        {"pb_fine", Removed::fine, 0.2072, Reported::pb},
        {"pb_coarse", Removed::coarse, 0.2072, Reported::pb},
        {"pb_giant", Removed::giant, 0.2072, Reported::pb},
        {"cd_fine", Removed::fine, 0.11241, Reported::cd},
        {"cd_coarse", Removed::coarse, 0.11241, Reported::cd},
        {"cd_giant", Removed::giant, 0.11241, Reported::cd},
        {"as_fine", Removed::fine, 0.074922, Reported::as},
        {"as_coarse", Removed::coarse, 0.074922, Reported::as},
        {"as_giant", Removed::giant, 0.074922, Reported::as},
        {"hg_fine", Removed::fine, 0.20059, Reported::hg},
        {"hg_coarse", Removed::coarse, 0.20059, Reported::hg},
        {"hg_elemental", Removed::hg_elemental, 0.20059, Reported::hg},
        {"hg_oxidised", Removed::hg_oxidised, 0.20059, Reported::hg},
    }};
    return k_table;
}

}  // namespace lantian
