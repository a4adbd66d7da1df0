#include "models/chemistry/clear_sky.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

/// AtChem2 photolysis-rates_v3.3.1 (Master Chemical Mechanism 3.3.1): l, m, n.
constexpr std::array k_rates{
    ClearSkyRate{1, 6.073e-05, 1.743, 0.474},   ClearSkyRate{2, 4.775e-04, 0.298, 0.080},
    ClearSkyRate{3, 1.041e-05, 0.723, 0.279},   ClearSkyRate{4, 1.165e-02, 0.244, 0.267},
    ClearSkyRate{5, 2.485e-02, 0.168, 0.108},   ClearSkyRate{6, 1.747e-01, 0.155, 0.125},
    ClearSkyRate{7, 2.644e-03, 0.261, 0.288},   ClearSkyRate{8, 9.312e-07, 1.230, 0.307},
    ClearSkyRate{11, 4.642e-05, 0.762, 0.353},  ClearSkyRate{12, 6.853e-05, 0.477, 0.323},
    ClearSkyRate{13, 7.344e-06, 1.202, 0.417},  ClearSkyRate{14, 2.879e-05, 1.067, 0.358},
    ClearSkyRate{15, 2.792e-05, 0.805, 0.338},  ClearSkyRate{16, 1.675e-05, 0.805, 0.338},
    ClearSkyRate{17, 7.914e-05, 0.764, 0.364},  ClearSkyRate{18, 1.482e-06, 0.396, 0.298},
    ClearSkyRate{19, 1.482e-06, 0.396, 0.298},  ClearSkyRate{20, 7.600e-04, 0.396, 0.298},
    ClearSkyRate{21, 7.992e-07, 1.578, 0.271},  ClearSkyRate{22, 5.804e-06, 1.092, 0.377},
    ClearSkyRate{23, 2.4246e-06, 0.395, 0.296}, ClearSkyRate{24, 2.424e-06, 0.395, 0.296},
    ClearSkyRate{31, 6.845e-05, 0.130, 0.201},  ClearSkyRate{32, 1.032e-05, 0.130, 0.201},
    ClearSkyRate{33, 3.802e-05, 0.644, 0.312},  ClearSkyRate{34, 1.537e-04, 0.170, 0.208},
    ClearSkyRate{35, 3.326e-04, 0.148, 0.215},  ClearSkyRate{41, 7.649e-06, 0.682, 0.279},
    ClearSkyRate{51, 1.588e-06, 1.154, 0.318},  ClearSkyRate{52, 1.907e-06, 1.244, 0.335},
    ClearSkyRate{53, 2.485e-06, 1.196, 0.328},  ClearSkyRate{54, 4.095e-06, 1.111, 0.316},
    ClearSkyRate{55, 1.135e-05, 0.974, 0.309},  ClearSkyRate{56, 4.365e-05, 1.089, 0.323},
    ClearSkyRate{61, 7.537e-04, 0.499, 0.266},
};

/// Carbon-bond labels of CMAQ. PAN, PANX, PNA, N2O5 and GLYD have no rate of their own in the MCM: the factors are
/// working assumptions, not recommended physics.
const std::map<std::string, ClearSkyParts, std::less<>>& labels() {
    static const std::map<std::string, ClearSkyParts, std::less<>> table{
        {"NO2_IUPAC10", {{{1.0, 4}}}},
        {"O3_O1D_IUPAC10", {{{1.0, 1}}}},
        {"O3_O3P_IUPAC10", {{{1.0, 2}}}},
        {"H2O2_IUPAC10", {{{1.0, 3}}}},
        {"NO3NO_06", {{{1.0, 5}}}},
        {"NO3NO2_06", {{{1.0, 6}}}},
        {"HONO_IUPAC10", {{{1.0, 7}}}},
        {"HNO3_IUPAC10", {{{1.0, 8}}}},
        {"FORM_R_IUPAC13", {{{1.0, 11}}}},
        {"FORM_M_IUPAC13", {{{1.0, 12}}}},
        {"ALD2_R_IUPAC13", {{{1.0, 13}}}},
        {"ALDX_R_IUPAC13", {{{1.0, 14}}}},
        {"KET_IUPAC10", {{{1.0, 22}}}},
        {"ACET_IUPAC10", {{{1.0, 21}}}},
        {"GLY_R_IUPAC13", {{{1.0, 31}, {1.0, 32}, {1.0, 33}}}},
        {"MGLY_IUPAC10", {{{1.0, 34}}}},
        {"MEPX_IUPAC10", {{{1.0, 41}}}},
        {"ROOH_IUPAC10", {{{1.0, 41}}}},
        {"NTR_IUPAC10", {{{1.0, 53}}}},
        {"HPALD", {{{1.0, 20}}}},
        {"ISPD", {{{1.0, 18}}}},
        {"GLYD_IUPAC13", {{{0.35, 15}}}},
        {"PAN_IUPAC10", {{{0.9, 8}}}},
        {"PNA_IUPAC10", {{{6.0, 8}}}},
        {"N2O5_IUPAC10", {{{4.5, 3}}}},
    };
    return table;
}

}  // namespace

const ClearSkyRate* find_clear_sky_rate(int number) {
    const auto found =
        std::find_if(k_rates.begin(), k_rates.end(), [&](const ClearSkyRate& r) { return r.number == number; });
    return found == k_rates.end() ? nullptr : &*found;
}

double clear_sky_per_s(const ClearSkyRate& rate, double cos_zenith) noexcept {
    if (!(cos_zenith > 1e-4)) return 0.0;
    return rate.l * std::pow(cos_zenith, rate.m) * std::exp(-rate.n / cos_zenith);
}

std::optional<ClearSkyParts> clear_sky_parts(const Mechanism& mechanism, const std::string& label) {
    if (const auto found = mechanism.clear_sky.find(label); found != mechanism.clear_sky.end()) return found->second;
    if (const auto found = labels().find(label); found != labels().end()) return found->second;
    return std::nullopt;
}

double clear_sky_per_s(const ClearSkyParts& parts, double cos_zenith) {
    double sum = 0.0;
    for (const auto& [factor, number] : parts.parts) {
        const ClearSkyRate* rate = find_clear_sky_rate(number);
        if (rate != nullptr) sum += factor * clear_sky_per_s(*rate, cos_zenith);
    }
    return sum;
}

double cloud_factor(CloudPlace place, double cloud_frac, double optical_depth, double cos_zenith,
                    double above_alpha) noexcept {
    constexpr double k_asymmetry = 0.86;
    if (!(optical_depth > 5.0) || !(cloud_frac > 0.0)) return 1.0;
    const double mu = std::max(0.0, cos_zenith);
    const double transmitted = (5.0 - std::exp(-optical_depth)) / (4.0 + 3.0 * optical_depth * (1.0 - k_asymmetry));
    return place == CloudPlace::below ? 1.0 + cloud_frac * (1.6 * transmitted * mu - 1.0)
                                      : 1.0 + cloud_frac * above_alpha * (1.0 - transmitted) * mu;
}

double cos_zenith(double latitude_deg, double declination_deg, double solar_hour) noexcept {
    constexpr double k_rad = constants::k_pi / 180.0;
    const double lat = latitude_deg * k_rad, dec = declination_deg * k_rad;
    return std::sin(lat) * std::sin(dec) +
           std::cos(lat) * std::cos(dec) * std::cos(2.0 * constants::k_pi * (solar_hour - 12.0) / 24.0);
}

}  // namespace lantian
