#include "models/chemistry/soa_yields.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

constexpr double k_cmaq_k = 298.0;
constexpr double k_fixed_c_oa_ug_m3 = 10.0;

constexpr std::array k_products{
    SoaProduct{"long_alkanes", NoxBranch::any, 0.0334, 0.1472, 53e3, k_cmaq_k},
    SoaProduct{"long_alkanes", NoxBranch::any, 0.2164, 51.8775, 53e3, k_cmaq_k},
    SoaProduct{"xylene", NoxBranch::high, 0.0310, 1.314, 32e3, k_cmaq_k},
    SoaProduct{"xylene", NoxBranch::high, 0.0900, 34.483, 32e3, k_cmaq_k},
    SoaProduct{"xylene", NoxBranch::low, 0.3600, 0.0, 0.0, k_cmaq_k},
    SoaProduct{"toluene", NoxBranch::high, 0.0580, 2.326, 18e3, k_cmaq_k},
    SoaProduct{"toluene", NoxBranch::high, 0.1130, 21.277, 18e3, k_cmaq_k},
    SoaProduct{"toluene", NoxBranch::low, 0.3000, 0.0, 0.0, k_cmaq_k},
    SoaProduct{"benzene", NoxBranch::high, 0.0720, 0.302, 18e3, k_cmaq_k},
    SoaProduct{"benzene", NoxBranch::high, 0.8880, 111.11, 18e3, k_cmaq_k},
    SoaProduct{"benzene", NoxBranch::low, 0.3700, 0.0, 0.0, k_cmaq_k},
    SoaProduct{"pah", NoxBranch::high, 0.2100, 1.6598, 18e3, k_cmaq_k},
    SoaProduct{"pah", NoxBranch::high, 1.0700, 264.668, 18e3, k_cmaq_k},
    SoaProduct{"pah", NoxBranch::low, 0.7300, 0.0, 0.0, k_cmaq_k},
    SoaProduct{"monoterpene", NoxBranch::any, 0.1393, 14.792, 40e3, k_cmaq_k},
    SoaProduct{"monoterpene", NoxBranch::any, 0.4542, 133.73, 40e3, k_cmaq_k},
    SoaProduct{"isoprene", NoxBranch::any, 0.2320, 116.01, 40e3, k_cmaq_k},
    SoaProduct{"isoprene", NoxBranch::any, 0.0288, 0.617, 40e3, k_cmaq_k},
    SoaProduct{"sesquiterpene", NoxBranch::any, 1.5370, 24.984, 40e3, k_cmaq_k},
};

constexpr std::array k_seven{
    SoaProduct{"monoterpene", NoxBranch::any, 0.040, 0.01, 102e3, k_cmaq_k},
    SoaProduct{"monoterpene", NoxBranch::any, 0.032, 0.1, 91e3, k_cmaq_k},
    SoaProduct{"monoterpene", NoxBranch::any, 0.032, 1.0, 80e3, k_cmaq_k},
    SoaProduct{"monoterpene", NoxBranch::any, 0.103, 10.0, 69e3, k_cmaq_k},
    SoaProduct{"monoterpene", NoxBranch::any, 0.143, 100.0, 58e3, k_cmaq_k},
    SoaProduct{"monoterpene", NoxBranch::any, 0.285, 1000.0, 47e3, k_cmaq_k},
    SoaProduct{"monoterpene", NoxBranch::any, 0.160, 10000.0, 36e3, k_cmaq_k},
};

}  // namespace

std::span<const SoaProduct> soa_products() noexcept { return k_products; }
std::span<const SoaProduct> monoterpene_seven_bins() noexcept { return k_seven; }

double saturation_ug_m3(double c_star_ug_m3, double enthalpy_j_mol, double reference_k, double temperature_k) noexcept {
    return c_star_ug_m3 * (reference_k / temperature_k) *
           std::exp(enthalpy_j_mol / constants::k_gas_constant_j_mol_k * (1.0 / reference_k - 1.0 / temperature_k));
}

double particle_yield(std::span<const SoaProduct> products, std::string_view precursor, NoxBranch branch,
                      double c_oa_ug_m3, double temperature_k) noexcept {
    double yield = 0.0;
    for (const SoaProduct& p : products) {
        if (p.precursor != precursor || (p.branch != NoxBranch::any && p.branch != branch)) continue;
        const double c_star = saturation_ug_m3(p.c_star_ug_m3, p.enthalpy_j_mol, p.reference_k, temperature_k);
        if (c_star <= 0.0)
            yield += p.mass_yield;
        else
            yield += p.mass_yield * c_oa_ug_m3 / (c_oa_ug_m3 + c_star);
    }
    return yield;
}

double high_nox_share(double ro2_no_rate, double ro2_ho2_rate) noexcept {
    const double total = ro2_no_rate + ro2_ho2_rate;
    return total > 0.0 ? ro2_no_rate / total : 1.0;
}

double fixed_soa_yield(std::string_view precursor, double high_nox_share) noexcept {
    const double share = std::clamp(high_nox_share, 0.0, 1.0);
    const auto at = [&](NoxBranch branch) {
        return particle_yield(k_products, precursor, branch, k_fixed_c_oa_ug_m3, k_cmaq_k);
    };
    return share * at(NoxBranch::high) + (1.0 - share) * at(NoxBranch::low);
}

}  // namespace lantian
