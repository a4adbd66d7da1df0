#include "models/chemistry/activity.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/math/instruction_set.hpp"

#pragma GCC diagnostic ignored "-Wpsabi"  // values of Row never cross a call: all is inlined

namespace lantian {

namespace {

/// Kusik-Meissner q; absent pairs are 0 and never read.
constexpr double k_q[k_cations][k_anions] = {
    // Cl     SO4    HSO4  NO3
    {6.0, -0.1, 8.0, 2.6},      // H
    {2.23, -0.19, 0.0, -0.39},  // Na
    {0.82, -0.25, 0.0, -1.15},  // NH4
    {2.4, 0.0, 0.0, 0.93},      // Ca
    {0.92, -0.25, 0.0, -2.33},  // K
    {2.9, 0.15, 0.0, 2.32},     // Mg
};

constexpr bool bisulfate_of_double(std::size_t c, std::size_t a) {
    return a == ion_hso4 && (c == ion_ca || c == ion_mg);
}
constexpr bool gypsum(std::size_t c, std::size_t a) { return c == ion_ca && a == ion_so4; }

/// Four values, one an anion.
using Row = double __attribute__((vector_size(k_anions * sizeof(double))));

constexpr double weight(std::size_t c, std::size_t a) {
    const double z = k_cation_charge[c] + k_anion_charge[a];
    return 0.25 * z * z;
}

struct Node {
    double value[k_cations][k_anions];  ///< weight * log10 of the binary coefficient at 25 C
    double slope[k_cations][k_anions];  ///< its derivative by the root of the ionic strength, times the spacing
    double cooling, cooling_slope;      ///< 0.039 I^0.92 - 0.41 sqrt(I)/(1+sqrt(I)), the same
};

/// Cubic Hermite table in the root of the ionic strength: all pairs share one place, so one cell of it serves them all.
class BinaryTable {
  public:
    static constexpr std::size_t k_cells = 800;
    static constexpr double k_root_highest = 10.0;
    static constexpr double k_spacing = k_root_highest / static_cast<double>(k_cells);

    BinaryTable() : nodes_(k_cells + 1) {
        for (std::size_t n = 0; n <= k_cells; ++n) {
            const double root = static_cast<double>(n) * k_spacing;
            Node& node = nodes_[n];
            for (std::size_t c = 0; c < k_cations; ++c) {
                for (std::size_t a = 0; a < k_anions; ++a) {
                    const auto f = [&](double s) {
                        return weight(c, a) * direct_binary(static_cast<Cation>(c), static_cast<Anion>(a), s * s);
                    };
                    node.value[c][a] = f(root);
                    node.slope[c][a] = slope(f, root);
                }
            }
            const auto cooling = [](double s) { return 0.039 * std::pow(s * s, 0.92) - 0.41 * s / (1.0 + s); };
            node.cooling = cooling(root);
            node.cooling_slope = slope(cooling, root);
        }
        for (std::size_t c = 0; c < k_cations; ++c) {
            for (std::size_t a = 0; a < k_anions; ++a) {
                const double zz = weight(c, a) * k_cation_charge[c] * k_anion_charge[a];
                debye_weight[c][a] = bisulfate_of_double(c, a) ? 0.0 : zz;
                cooling_weight[c][a] = bisulfate_of_double(c, a) || gypsum(c, a) ? 0.0 : zz;
            }
        }
    }
    [[nodiscard]] const Node& node(std::size_t n) const { return nodes_[n]; }

    double debye_weight[k_cations][k_anions];
    double cooling_weight[k_cations][k_anions];

  private:
    /// Five-point derivative, one-sided at 0 where the functions end.
    template <class F>
    static double slope(const F& f, double s) {
        const double d = 1e-3;
        if (s < 2.0 * d)
            return (-25.0 * f(s) + 48.0 * f(s + d) - 36.0 * f(s + 2 * d) + 16.0 * f(s + 3 * d) - 3.0 * f(s + 4 * d)) /
                   (12.0 * d) * k_spacing;
        return (f(s - 2 * d) - 8.0 * f(s - d) + 8.0 * f(s + d) - f(s + 2 * d)) / (12.0 * d) * k_spacing;
    }
    std::vector<Node> nodes_;
};

const BinaryTable& table() {
    static const BinaryTable built;
    return built;
}

struct Place {
    std::size_t node;
    double h00, h10, h01, h11;
};

inline Place place_of(double root) noexcept {
    const double x = root / BinaryTable::k_spacing;
    const std::size_t n = std::min(static_cast<std::size_t>(x), BinaryTable::k_cells - 1);
    const double t = x - static_cast<double>(n), u = 1.0 - t;
    return {n, (1.0 + 2.0 * t) * u * u, t * u * u, t * t * (3.0 - 2.0 * t), -t * t * u};
}

[[gnu::always_inline]] inline Row load(const double* from) noexcept {
    Row row;
    std::memcpy(&row, from, sizeof row);
    return row;
}

/// Sums of Bromley's terms before division by the ionic strength.
struct BromleySums {
    double of_cation[k_cations];
    double light[k_anions], crustal[k_anions];
};

[[gnu::always_inline]] inline void sum_terms(const BinaryTable& t, const Place& p, const Ions& ions, double cooling,
                                             double factor, double debye, BromleySums& sums) noexcept {
    const Node& lo = t.node(p.node);
    const Node& hi = t.node(p.node + 1);
    const Row anions = load(ions.anion.data());
    Row total[2] = {{0, 0, 0, 0}, {0, 0, 0, 0}};
    for (std::size_t c = 0; c < k_cations; ++c) {
        const Row binary = p.h00 * load(lo.value[c]) + p.h10 * load(lo.slope[c]) + p.h01 * load(hi.value[c]) +
                           p.h11 * load(hi.slope[c]);
        const Row term = factor * binary + cooling * load(t.cooling_weight[c]) + debye * load(t.debye_weight[c]);
        const Row weighted = anions * term;
        sums.of_cation[c] = (weighted[0] + weighted[1]) + (weighted[2] + weighted[3]);
        total[c >= ion_ca] += ions.cation[c] * term;
    }
    std::memcpy(sums.light, &total[0], sizeof sums.light);
    std::memcpy(sums.crustal, &total[1], sizeof sums.crustal);
}

using Kernel = void (*)(const BinaryTable&, const Place&, const Ions&, double, double, double, BromleySums&) noexcept;

void sum_baseline(const BinaryTable& t, const Place& p, const Ions& ions, double cooling, double factor, double debye,
                  BromleySums& sums) noexcept {
    sum_terms(t, p, ions, cooling, factor, debye, sums);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] void sum_avx2(const BinaryTable& t, const Place& p, const Ions& ions, double cooling,
                                      double factor, double debye, BromleySums& sums) noexcept {
    sum_terms(t, p, ions, cooling, factor, debye, sums);
}
Kernel choose() noexcept { return kernel_for(instruction_set(), sum_baseline, sum_avx2, sum_avx2); }
#else
Kernel choose() noexcept { return sum_baseline; }
#endif

}  // namespace

double kusik_meissner(double q, double charges, double ionic_strength) noexcept {
    const double root = std::sqrt(ionic_strength);
    const double b = 0.75 - 0.065 * q;
    const double c = 1.0 + 0.055 * q * std::exp(-0.023 * ionic_strength * ionic_strength * ionic_strength);
    const double debye = -0.5107 * root / (1.0 + c * root);
    return charges * (std::log10(1.0 + b * std::pow(1.0 + 0.1 * ionic_strength, q) - b) + debye);
}

double direct_binary(Cation cation, Anion anion, double ionic_strength) noexcept {
    const auto plain = [&](Cation c, Anion a) {
        return kusik_meissner(k_q[c][a], k_cation_charge[c] * k_anion_charge[a], ionic_strength);
    };
    if (bisulfate_of_double(cation, anion) || gypsum(cation, anion)) return 0.0;
    if (anion == ion_hso4 && cation != ion_h)
        return plain(cation, ion_cl) + plain(ion_h, ion_hso4) - plain(ion_h, ion_cl);
    return plain(cation, anion);
}

double tabulated_binary(Cation cation, Anion anion, double ionic_strength) noexcept {
    const Place p = place_of(std::sqrt(ionic_strength));
    const Node &lo = table().node(p.node), &hi = table().node(p.node + 1);
    return (p.h00 * lo.value[cation][anion] + p.h10 * lo.slope[cation][anion] + p.h01 * hi.value[cation][anion] +
            p.h11 * hi.slope[cation][anion]) /
           weight(cation, anion);
}

Activities::Activities(const Ions& ions, const ActivityRules& rules) noexcept {
    static const Kernel kernel = choose();
    double strength = 0.0;
    for (std::size_t c = 0; c < k_cations; ++c) strength += ions.cation[c] * (k_cation_charge[c] * k_cation_charge[c]);
    for (std::size_t a = 0; a < k_anions; ++a) strength += ions.anion[a] * (k_anion_charge[a] * k_anion_charge[a]);
    strength = std::clamp(0.5 * strength, 1e-20, k_highest_strength);
    const double root = std::sqrt(strength);
    const double ratio = 298.0 / rules.temperature_k;
    debye_ = 0.511 * ratio * std::sqrt(ratio) * root / (1.0 + root);
    const BinaryTable& t = table();
    const Place p = place_of(root);
    double factor = 1.0, cooling = 0.0;
    if (rules.correct_binary) {
        const double celsius = rules.temperature_k - 273.0;
        factor = 1.125 - 0.005 * celsius;
        const Node &lo = t.node(p.node), &hi = t.node(p.node + 1);
        cooling = -(0.125 - 0.005 * celsius) *
                  (p.h00 * lo.cooling + p.h10 * lo.cooling_slope + p.h01 * hi.cooling + p.h11 * hi.cooling_slope);
    }
    BromleySums sums;
    kernel(t, p, ions, cooling, factor, debye_, sums);
    const double per_strength = 1.0 / strength;
    for (std::size_t c = 0; c < k_cations; ++c) of_cation_[c] = sums.of_cation[c] * per_strength;
    for (std::size_t a = 0; a < k_anions; ++a) {
        const double light = sums.light[a] * per_strength, crustal = sums.crustal[a] * per_strength;
        light_[a] = rules.one_sum ? light + crustal : light;
        crustal_[a] = rules.one_sum ? light + crustal : crustal;
    }
}

}  // namespace lantian
