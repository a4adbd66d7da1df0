#include "models/puff/contents.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace lantian {

namespace {

/// What counts at once for several species: their density and state, numbered as Phase.
enum Kind : std::uint8_t { k_gas, k_fine, k_coarse, k_giant, k_kinds };

/// The tables of species as short arrays in the order of the mass, so that loops over them need no look-ups.
struct Order {
    std::array<std::uint8_t, k_carried_count> kind, removed;
    std::array<Kind, k_removed_count> kind_of_removed;
    /// Carried species of each reported one, one after the other.
    std::array<std::uint8_t, k_carried_count> carried;
    std::array<std::uint8_t, k_reported_count + 1> first;

    Order() {
        for (std::size_t r = 0; r < k_removed_count; ++r)
            kind_of_removed[r] = static_cast<Kind>(removal_table()[r].phase);
        std::size_t n = 0;
        for (std::size_t r = 0; r < k_reported_count; ++r) {
            first[r] = static_cast<std::uint8_t>(n);
            for (std::size_t k = 0; k < k_carried_count; ++k) {
                if (index(species_table()[k].reported) == r) carried[n++] = static_cast<std::uint8_t>(k);
            }
        }
        first[k_reported_count] = static_cast<std::uint8_t>(n);
        for (std::size_t k = 0; k < k_carried_count; ++k) {
            removed[k] = static_cast<std::uint8_t>(index(species_table()[k].removed));
            kind[k] = kind_of_removed[removed[k]];
        }
    }
};

const Order& order() {
    static const Order the_order;
    return the_order;
}

using ReportedValues = std::array<double, k_reported_count>;

/// Sums of the carried values by reported species; pm10 holds its fine parts too.
ReportedValues reported(const Order& o, const CarriedMass& values) noexcept {
    ReportedValues out;
    for (std::size_t r = 0; r < k_reported_count; ++r) {
        double sum = 0.0;
        for (std::size_t n = o.first[r]; n < o.first[r + 1]; ++n) sum += values[o.carried[n]];
        out[r] = sum;
    }
    out[index(Reported::pm10)] += out[index(Reported::pm25_primary)] +
                                  k_sulfate_as_ammonium * out[index(Reported::so4)] +
                                  k_nitrate_as_ammonium * out[index(Reported::no3)];
    return out;
}

ReportedValues concentrations(const Order& o, const CarriedMass& mass, const Densities& density, double gas_factor,
                              double hour_frac) noexcept {
    const std::array<double, k_kinds> factor{density.fine * hour_frac * gas_factor, density.fine * hour_frac,
                                             density.coarse * hour_frac, density.giant * hour_frac};
    CarriedMass values;
    for (std::size_t k = 0; k < k_carried_count; ++k) values[k] = mass[k] * factor[o.kind[k]];
    return reported(o, values);
}

}  // namespace

Removal remove(CarriedMass& mass, const RemovalRates& velocity_m_s, const Densities& ground,
               const RemovalRates& scavenging, bool raining, double dt_s) noexcept {
    const Order& o = order();
    const std::array<double, k_kinds> density{ground.fine, ground.fine, ground.coarse, ground.giant};
    // Shares by way of removal, worked out for those that are carried.
    RemovalRates present{}, lost, dry;
    for (std::size_t k = 0; k < k_carried_count; ++k) present[o.removed[k]] += mass[k];
    for (std::size_t r = 0; r < k_removed_count; ++r) {
        lost[r] = 0.0;
        dry[r] = 0.0;
        if (present[r] == 0.0) continue;
        const double dry_rate = velocity_m_s[r] * density[o.kind_of_removed[r]];
        const double rate = raining ? dry_rate + scavenging[r] : dry_rate;
        if (rate <= 0.0) continue;
        lost[r] = -std::expm1(-rate * dt_s);
        dry[r] = raining ? lost[r] * (dry_rate / rate) : lost[r];
    }
    Removal out;
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        const double gone = mass[k] * lost[o.removed[k]];
        out.dry[k] = mass[k] * dry[o.removed[k]];
        out.wet[k] = gone - out.dry[k];
        mass[k] -= gone;
    }
    return out;
}

void add_weights(const PieceEnds& ends, const Densities& start, const Densities& end, const Removal& removal,
                 const Channels& channels, std::span<double> weight, std::span<double> change) noexcept {
    const Order& o = order();
    const ReportedValues first = concentrations(o, ends.before, start, ends.gas_factor, ends.hour_frac);
    const ReportedValues last = concentrations(o, ends.after, end, ends.gas_factor, ends.hour_frac);
    for (std::size_t r = 0; r < k_reported_count; ++r) {
        weight[r] = 0.5 * (first[r] + last[r]);
        change[r] = last[r] - first[r];
    }
    if (channels.deposition.empty()) return;
    const ReportedValues dry = reported(o, removal.dry);
    const ReportedValues wet = reported(o, removal.wet);
    for (std::size_t d = 0; d < channels.deposition.size(); ++d) {
        weight[channels.dry(d)] = dry[index(channels.deposition[d])];
        weight[channels.wet(d)] = wet[index(channels.deposition[d])];
    }
}

}  // namespace lantian
