#include "models/puff/step_lanes.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "models/deposition/scavenging.hpp"
#include "models/puff/step_lane_work.hpp"

namespace lantian {

namespace simd {

namespace plain {
extern const LaneKernels lane_kernels;
}
#if defined(__x86_64__) && defined(__GNUC__)
namespace avx2 {
extern const LaneKernels lane_kernels;
}
namespace avx512 {
extern const LaneKernels lane_kernels;
}
#else
namespace avx2 = plain;
namespace avx512 = plain;
#endif

}  // namespace simd

const LaneKernels& lane_kernels(InstructionSet set) noexcept {
    return *kernel_for(set, &simd::plain::lane_kernels, &simd::avx2::lane_kernels, &simd::avx512::lane_kernels);
}

namespace {

/// A step is over when less than this is left of it.
constexpr double k_done_s = 1e-6;
constexpr std::size_t k_empty = std::numeric_limits<std::size_t>::max();

std::uint8_t kind_of(Phase phase) {
    switch (phase) {
        case Phase::gas:
            return 0;
        case Phase::fine_particle:
            return 1;
        case Phase::coarse_particle:
            return 2;
        case Phase::giant_particle:
            return 3;
    }
    return 0;
}

/// Which density counts for a phase.
std::uint8_t size_of(Phase phase) {
    return phase == Phase::coarse_particle ? 1 : phase == Phase::giant_particle ? 2 : 0;
}

/// The columns that lanes hold, beside the mass.
template <typename Store, typename Group, typename F>
void each_column(Store& p, Group& g, F&& f) {
    f(p.x_m, g.x);
    f(p.y_m, g.y);
    f(p.z_m, g.z);
    f(p.sigma_y_m, g.sigma_y);
    f(p.sigma_z_m, g.sigma_z);
    f(p.lid_m, g.lid);
    f(p.rise_left_m, g.rise_left);
    f(p.rise_rate, g.rise_rate);
    f(p.travelled_m, g.travelled);
    f(p.draught_m, g.draught);
    f(p.sunk_m, g.sunk);
    f(p.age_s, g.age);
}

/// One unit of puffs on its way through the lanes.
class LaneStepper {
  public:
    LaneStepper(PuffStore& puffs, std::span<const std::size_t> which, std::span<const double> flight_frac,
                const StepContext& context, Segments& segments, StepLosses& losses, StepScratch& scratch)
        : p_(puffs), which_(which), flight_frac_(flight_frac), c_(context), segments_(segments), losses_(losses) {
        prepare();
        const std::size_t weights = setup_.heights * setup_.channels;
        scratch.lanes.assign(2 * (setup_.heights * k_sizes + weights) * k_step_lanes, 0.0);
        density_ = reinterpret_cast<LaneValues*>(scratch.lanes.data());
        weight_ = density_ + 2 * setup_.heights * k_sizes;
        change_ = weight_ + weights;
    }

    void run(const LaneKernels& kernels) {
        for (std::size_t lane = 0; lane < k_step_lanes; ++lane) fill(lane);
        while (busy_ > 0) {
            kernels.move(setup_, group_, density_);
            set_removal_rates();
            kernels.content(setup_, group_, density_, weight_, change_);
            for (std::size_t lane = 0; lane < k_step_lanes; ++lane) {
                if (puff_[lane] == k_empty) {
                    rest(lane);
                    continue;
                }
                if (group_.elevated[lane] == 0.0 || group_.rain_mm_h[lane] > 0.0) leave_piece(lane);
                const bool left_domain = outside(lane);
                if (group_.left_s[lane] > k_done_s && !left_domain) continue;
                finish(lane, left_domain);
                fill(lane);
            }
        }
    }

  private:
    void prepare();
    void note_contents();
    void fill(std::size_t lane);
    void rest(std::size_t lane);
    void set_removal_rates();
    void leave_piece(std::size_t lane);
    [[nodiscard]] bool outside(std::size_t lane) const;
    void finish(std::size_t lane, bool left_domain);

    PuffStore& p_;
    std::span<const std::size_t> which_;
    std::span<const double> flight_frac_;
    const StepContext& c_;
    Segments& segments_;
    StepLosses& losses_;
    LaneSetup setup_{};
    LaneGroup group_{};
    std::array<std::uint8_t, k_reported_count> deposited_as_{};
    LaneValues *density_ = nullptr, *weight_ = nullptr, *change_ = nullptr;
    std::array<std::size_t, k_step_lanes> puff_{};  ///< in each lane, or k_empty
    std::size_t next_ = 0, busy_ = 0;
};

void LaneStepper::prepare() {
    const Scenario::Puffs& options = c_.scenario.puffs;
    LaneSetup& s = setup_;
    s.weather = c_.window.blocks();
    s.least_substep_s = options.least_substep_s;
    s.substep_sigmas = options.substep_sigmas;
    s.cell_m = c_.grid.cell_m;
    s.fraction_per_s = (c_.end_fraction - c_.begin_fraction) / c_.scenario.time.step_s;
    s.coarse_settling_m_s = c_.velocities.coarse_settling_m_s();
    s.giant_settling_m_s = c_.velocities.giant_settling_m_s();
    s.so2_per_s = c_.rates.so2_per_s;
    s.nox_per_s = c_.rates.nox_per_s;
    s.rain_counts = c_.scenario.deposition.wet;
    s.heights = c_.sampling_height_m.size();
    s.channels = c_.channels.count();
    s.height_m = c_.sampling_height_m.data();
    s.deposited = c_.channels.deposition.size();
    for (std::size_t d = 0; d < s.deposited; ++d)
        deposited_as_[d] = static_cast<std::uint8_t>(index(c_.channels.deposition[d]));
    s.deposited_as = deposited_as_.data();
    note_contents();
}

void LaneStepper::note_contents() {
    LaneSetup& s = setup_;
    CarriedMass held{};
    for (const std::size_t i : which_) {
        for (std::size_t k = 0; k < k_carried_count; ++k) held[k] += p_.mass_kg[i][k];
    }
    held[index(Carried::so4)] += held[index(Carried::so2)];
    held[index(Carried::no3)] += held[index(Carried::nox)];
    std::array<bool, k_removed_count> way_present{};
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        if (held[k] == 0.0) continue;
        const SpeciesProperties& species = species_table()[k];
        s.carried[s.present] = static_cast<std::uint8_t>(k);
        s.kind[s.present] = kind_of(species.phase());
        s.removed[s.present] = static_cast<std::uint8_t>(index(species.removed));
        s.reported[s.present++] = static_cast<std::uint8_t>(index(species.reported));
        way_present[index(species.removed)] = true;
    }
    for (std::size_t r = 0; r < k_removed_count; ++r) {
        if (!way_present[r]) continue;
        s.way[s.ways] = static_cast<std::uint8_t>(r);
        s.way_size[s.ways++] = size_of(removal_table()[r].phase);
    }
    s.has_coarse = way_present[index(Removed::coarse)];
    s.has_giant = way_present[index(Removed::giant)];
}

/// An empty lane takes the first puff's place again and again, unread.
void LaneStepper::rest(std::size_t lane) {
    each_column(p_, group_, [&](auto& from, LaneValues& to) { to[lane] = from[which_[0]]; });
    group_.left_s[lane] = c_.scenario.time.step_s;
    group_.fraction[lane] = c_.begin_fraction;
}

void LaneStepper::fill(std::size_t lane) {
    LaneGroup& g = group_;
    if (next_ == which_.size()) {
        puff_[lane] = k_empty;
        return rest(lane);
    }
    const std::size_t i = puff_[lane] = which_[next_];
    const double flight_s = flight_frac_[next_++] * c_.scenario.time.step_s;
    each_column(p_, g, [&](auto& from, LaneValues& to) { to[lane] = from[i]; });
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        g.mass[k][lane] = p_.mass_kg[i][k];
        g.dry[k][lane] = g.wet[k][lane] = 0.0;
    }
    g.so2_lost[lane] = g.nox_lost[lane] = 0.0;
    g.left_s[lane] = flight_s;
    g.fraction[lane] = c_.end_fraction - setup_.fraction_per_s * flight_s;
    ++busy_;
}

void LaneStepper::set_removal_rates() {
    LaneGroup& g = group_;
    const Scenario::Deposition& options = c_.scenario.deposition;
    for (std::size_t lane = 0; lane < k_step_lanes; ++lane) {
        if (puff_[lane] == k_empty) continue;
        const double rain = g.rain_mm_h[lane];
        if (rain > 0.0) {
            const RainColumn column{rain, g.temperature_k[lane], g.pressure_pa[lane], g.humidity_frac[lane]};
            const CloudShares shares = options.wet_scheme == "bulk"
                                           ? CloudShares{1.0, 0.0}
                                           : cloud_shares(g.z[lane], g.sigma_z[lane], g.lid[lane],
                                                          cloud_base_m(column.temperature_k, column.humidity_frac));
            const RemovalRates scavenging = scavenging_per_s(options, column, shares);
            for (std::size_t r = 0; r < k_removed_count; ++r) g.scavenging[r][lane] = scavenging[r];
        } else if (g.ground[0][lane] == 0.0 && g.ground[1][lane] == 0.0 && g.ground[2][lane] == 0.0) {
            continue;  // nothing is removed, whatever the velocities
        }
        const RemovalRates velocity = c_.velocities.at(
            0.5 * (g.x0[lane] + g.x[lane]), 0.5 * (g.y0[lane] + g.y[lane]), g.middle_fraction[lane]);
        for (std::size_t r = 0; r < k_removed_count; ++r) g.velocity[r][lane] = velocity[r];
    }
}

void LaneStepper::leave_piece(std::size_t lane) {
    const LaneGroup& g = group_;
    segments_.source.push_back(p_.source[puff_[lane]]);
    segments_.x0_m.push_back(g.x0[lane]);
    segments_.y0_m.push_back(g.y0[lane]);
    segments_.x1_m.push_back(g.x[lane]);
    segments_.y1_m.push_back(g.y[lane]);
    segments_.sigma_m.push_back(0.5 * (g.sigma_y0[lane] + g.sigma_y[lane]));
    segments_.sigma_change_m.push_back(g.sigma_y[lane] - g.sigma_y0[lane]);
    const std::size_t weights = setup_.heights * setup_.channels, at = segments_.weight.size();
    segments_.weight.resize(at + weights);
    segments_.weight_change.resize(at + weights);
    for (std::size_t n = 0; n < weights; ++n) {
        segments_.weight[at + n] = weight_[n][lane];
        segments_.weight_change[at + n] = change_[n][lane];
    }
}

bool LaneStepper::outside(std::size_t lane) const {
    const double reach = k_outside_sigmas * group_.sigma_y[lane], x = group_.x[lane], y = group_.y[lane];
    return x < c_.grid.west_m - reach || x > c_.grid.east_m() + reach || y < c_.grid.south_m - reach ||
           y > c_.grid.north_m() + reach;
}

void LaneStepper::finish(std::size_t lane, bool left_domain) {
    const LaneGroup& g = group_;
    const std::size_t i = puff_[lane];
    each_column(p_, g, [&](auto& to, const LaneValues& from) { to[i] = from[lane]; });
    for (std::size_t n = 0; n < setup_.present; ++n) {
        const std::size_t k = setup_.carried[n];
        p_.mass_kg[i][k] = left_domain ? 0.0 : g.mass[k][lane];
        losses_.dry[k] += g.dry[k][lane];
        losses_.wet[k] += g.wet[k][lane];
        if (left_domain) losses_.outflow[k] += g.mass[k][lane];
    }
    losses_.transformed[index(Carried::so2)] += g.so2_lost[lane];
    losses_.transformed[index(Carried::so4)] -= g.so2_lost[lane] * k_so4_per_so2;
    losses_.transformed[index(Carried::nox)] += g.nox_lost[lane];
    losses_.transformed[index(Carried::no3)] -= g.nox_lost[lane] * k_no3_per_no2;
    if (left_domain) p_.weight_s[i] = 0.0;
    --busy_;
}

}  // namespace

bool lanes_serve(const StepContext& c) noexcept {
    const Scenario::Puffs& options = c.scenario.puffs;
    return c.law == GrowthLaw::turbulence && c.far == LongRange::none && c.terrain == TerrainEffect::follow &&
           !options.shear && !options.skewed_draughts && options.spread != k_like_aermod && !c.window.has_mast();
}

void step_lanes(PuffStore& puffs, std::span<const std::size_t> which, std::span<const double> flight_frac,
                const StepContext& context, Segments& segments, StepLosses& losses, StepScratch& scratch,
                InstructionSet set) {
    if (which.empty()) return;
    LaneStepper(puffs, which, flight_frac, context, segments, losses, scratch).run(lane_kernels(set));
}

}  // namespace lantian
