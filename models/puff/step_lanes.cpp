#include "models/puff/step_lanes.hpp"

#include <algorithm>

#include "models/deposition/scavenging.hpp"
#include "models/puff/outside.hpp"
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

/// The columns that lanes hold, beside the mass: of the store and the lanes, or of the lanes twice.
template <typename F>
void each_column(LaneGroup& a, LaneGroup& b, F&& f) {
    f(a.x, b.x);
    f(a.y, b.y);
    f(a.z, b.z);
    f(a.sigma_y, b.sigma_y);
    f(a.sigma_z, b.sigma_z);
    f(a.lid, b.lid);
    f(a.rise_left, b.rise_left);
    f(a.rise_rate, b.rise_rate);
    f(a.travelled, b.travelled);
    f(a.draught, b.draught);
    f(a.sunk, b.sunk);
    f(a.age, b.age);
    f(a.stretch, b.stretch);
    f(a.cross, b.cross);
    f(a.lean_x, b.lean_x);
    f(a.lean_y, b.lean_y);
}
template <typename Group, typename F>
void each_column(PuffStore& p, Group& g, F&& f) {
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
    f(p.stretch_m2, g.stretch);
    f(p.cross_m2, g.cross);
    f(p.lean_x_m2, g.lean_x);
    f(p.lean_y_m2, g.lean_y);
}

TiltedSpread tilt_of(const LaneValues* tilt, std::size_t lane) {
    return {tilt[0][lane], tilt[1][lane], tilt[2][lane], tilt[3][lane], tilt[4][lane], tilt[5][lane]};
}

/// One unit of puffs on its way through the lanes.
class LaneStepper {
  public:
    LaneStepper(PuffStore& puffs, std::span<const std::size_t> which, std::span<const double> flight_frac,
                const StepContext& context, Segments& segments, StepLosses& losses, StepScratch& scratch,
                TiltedSegments* tilted)
        : p_(puffs),
          which_(which),
          flight_frac_(flight_frac),
          c_(context),
          segments_(segments),
          tilted_(tilted),
          losses_(losses) {
        prepare();
        const std::size_t densities = 2 * setup_.heights * k_sizes * k_step_lanes;
        weights_ = setup_.heights * setup_.channels;
        scratch.lanes.resize(densities + 2 * weights_ * k_block_lanes);
        density_ = reinterpret_cast<LaneValues*>(scratch.lanes.data());
        weight_ = reinterpret_cast<BlockValues*>(scratch.lanes.data() + densities);
        change_ = weight_ + weights_;
    }

    void run(const LaneKernels& kernels) {
        LaneGroup& g = group_;
        while (g.busy < k_step_lanes && next_ < which_.size()) take(g.busy++);
        for (std::size_t lane = g.busy; lane % k_block_lanes != 0; ++lane) repeat(g.busy - 1, lane);
        while (g.busy > 0) {
            kernels.move(setup_, g, density_);
            set_removal_rates();
            for (std::size_t first = 0; first < g.busy; first += k_block_lanes) {
                kernels.content(setup_, g, first, density_, weight_, change_);
                leave_pieces(first, std::min(g.busy, first + k_block_lanes));
            }
            for (std::size_t lane = 0; lane < g.busy;) {
                const bool left_domain = outside(lane);
                if (g.left_s[lane] > k_done_s && !left_domain) {
                    ++lane;
                    continue;
                }
                finish(lane, left_domain);
                if (next_ < which_.size()) {
                    take(lane++);
                } else if (--g.busy != lane) {
                    repeat(g.busy, lane);  // the last one comes here, to be looked at next
                }
            }
        }
    }

  private:
    void prepare();
    void note_contents();
    /// The next puff goes into a lane.
    void take(std::size_t lane);
    /// One lane becomes as another is.
    void repeat(std::size_t from, std::size_t to);
    void set_removal_rates();
    void leave_pieces(std::size_t first, std::size_t end);
    [[nodiscard]] bool outside(std::size_t lane) const;
    void finish(std::size_t lane, bool left_domain);

    PuffStore& p_;
    std::span<const std::size_t> which_;
    std::span<const double> flight_frac_;
    const StepContext& c_;
    Segments& segments_;
    TiltedSegments* tilted_;
    StepLosses& losses_;
    LaneSetup setup_{};
    LaneGroup group_;  // lanes are filled before they are read
    std::array<std::uint8_t, k_reported_count> deposited_as_{};
    std::size_t weights_ = 0;
    LaneValues* density_ = nullptr;
    BlockValues *weight_ = nullptr, *change_ = nullptr;
    std::array<std::size_t, k_step_lanes> puff_{};  ///< in each busy lane
    std::size_t next_ = 0;
};

void LaneStepper::prepare() {
    const Scenario::Puffs& options = c_.scenario.puffs;
    group_.busy = 0;
    LaneSetup& s = setup_;
    s.weather = c_.window.blocks();
    s.least_substep_s = options.least_substep_s;
    s.substep_sigmas = options.substep_sigmas;
    s.cell_m = c_.grid.cell_m;
    s.weather_cell_m = c_.window.cell_m();
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
    s.shear = options.shear;
    s.draughts = options.skewed_draughts;
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
    s.so2 = s.so4 = s.nox = s.no3 = k_carried_count;  // none
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        if (held[k] == 0.0) continue;
        if (k == index(Carried::so2)) s.so2 = s.present;
        if (k == index(Carried::so4)) s.so4 = s.present;
        if (k == index(Carried::nox)) s.nox = s.present;
        if (k == index(Carried::no3)) s.no3 = s.present;
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

void LaneStepper::take(std::size_t lane) {
    LaneGroup& g = group_;
    const std::size_t i = puff_[lane] = which_[next_];
    const double flight_s = flight_frac_[next_++] * c_.scenario.time.step_s;
    each_column(p_, g, [&](auto& from, LaneValues& to) { to[lane] = from[i]; });
    for (std::size_t n = 0; n < setup_.present; ++n) {
        g.mass[n][lane] = p_.mass_kg[i][setup_.carried[n]];
        g.dry[n][lane] = g.wet[n][lane] = 0.0;
    }
    g.so2_lost[lane] = g.nox_lost[lane] = 0.0;
    g.left_s[lane] = flight_s;
    g.fraction[lane] = c_.end_fraction - setup_.fraction_per_s * flight_s;
}

void LaneStepper::repeat(std::size_t from, std::size_t to) {
    LaneGroup& g = group_;
    puff_[to] = puff_[from];
    each_column(g, g, [&](const LaneValues& a, LaneValues& b) { b[to] = a[from]; });
    for (std::size_t n = 0; n < setup_.present; ++n) {
        g.mass[n][to] = g.mass[n][from];
        g.dry[n][to] = g.dry[n][from];
        g.wet[n][to] = g.wet[n][from];
    }
    for (LaneValues* values : {&g.so2_lost, &g.nox_lost, &g.left_s, &g.fraction}) (*values)[to] = (*values)[from];
}

void LaneStepper::set_removal_rates() {
    LaneGroup& g = group_;
    const Scenario::Deposition& options = c_.scenario.deposition;
    for (std::size_t lane = 0; lane < g.busy; ++lane) {
        const double rain = g.rain_mm_h[lane];
        if (rain > 0.0) {
            const RainColumn column{rain, g.temperature_k[lane], g.pressure_pa[lane], g.humidity_frac[lane]};
            const CloudShares shares = options.wet_scheme == "bulk"
                                           ? CloudShares{1.0, 0.0}
                                           : cloud_shares(g.z[lane], g.sigma_z[lane], g.lid[lane],
                                                          cloud_base_m(column.temperature_k, column.humidity_frac));
            const RemovalRates scavenging = scavenging_per_s(options, column, shares);
            for (std::size_t n = 0; n < setup_.ways; ++n) g.scavenging[setup_.way[n]][lane] = scavenging[setup_.way[n]];
        } else if (g.ground[0][lane] == 0.0 && g.ground[1][lane] == 0.0 && g.ground[2][lane] == 0.0) {
            continue;  // nothing is removed, whatever the velocities
        }
        const RemovalRates velocity =
            c_.velocities.at(0.5 * (g.x0[lane] + g.x[lane]), 0.5 * (g.y0[lane] + g.y[lane]), g.middle_fraction[lane]);
        for (std::size_t n = 0; n < setup_.ways; ++n) g.velocity[setup_.way[n]][lane] = velocity[setup_.way[n]];
    }
}

/// Pieces of path of what can be seen or washed out.
void LaneStepper::leave_pieces(std::size_t first, std::size_t end) {
    const LaneGroup& g = group_;
    for (std::size_t lane = first; lane < end; ++lane) {
        if (g.elevated[lane] != 0.0 && !(g.rain_mm_h[lane] > 0.0)) continue;
        Segments* pieces = &segments_;
        if (tilted_ != nullptr && setup_.shear &&
            tilted_->add_if_tilted(tilt_of(g.tilt_start, lane), tilt_of(g.tilt_end, lane), setup_.height_m[0]))
            pieces = &tilted_->pieces;
        const std::size_t in_block = lane - first;
        const Segments::Weights at =
            pieces->add({p_.source[puff_[lane]], g.x0[lane], g.y0[lane], g.x[lane], g.y[lane],
                         0.5 * (g.sigma_y0[lane] + g.sigma_y[lane]), g.sigma_y[lane] - g.sigma_y0[lane],
                         g.left_s[lane] + g.dt_s[lane], g.dt_s[lane]},
                        weights_);
        for (std::size_t n = 0; n < weights_; ++n) {
            at.weight[n] = weight_[n][in_block];
            at.change[n] = change_[n][in_block];
        }
    }
}

bool LaneStepper::outside(std::size_t lane) const {
    const LaneGroup& g = group_;
    return outside_domain({g.x[lane], g.y[lane]}, g.sigma_y[lane], g.stretch[lane], g.cross[lane], c_.grid);
}

void LaneStepper::finish(std::size_t lane, bool left_domain) {
    const LaneGroup& g = group_;
    const std::size_t i = puff_[lane];
    each_column(p_, g, [&](auto& to, const LaneValues& from) { to[i] = from[lane]; });
    for (std::size_t n = 0; n < setup_.present; ++n) {
        const std::size_t k = setup_.carried[n];
        p_.mass_kg[i][k] = left_domain ? 0.0 : g.mass[n][lane];
        losses_.dry[k] += g.dry[n][lane];
        losses_.wet[k] += g.wet[n][lane];
        if (left_domain) losses_.outflow[k] += g.mass[n][lane];
    }
    losses_.transformed[index(Carried::so2)] += g.so2_lost[lane];
    losses_.transformed[index(Carried::so4)] -= g.so2_lost[lane] * k_so4_per_so2;
    losses_.transformed[index(Carried::nox)] += g.nox_lost[lane];
    losses_.transformed[index(Carried::no3)] -= g.nox_lost[lane] * k_no3_per_no2;
    if (left_domain) p_.weight_s[i] = 0.0;
}

}  // namespace

bool lanes_serve(const StepContext& c) noexcept {
    const Scenario::Puffs& options = c.scenario.puffs;
    return c.law == GrowthLaw::turbulence && c.far == LongRange::none && c.terrain == TerrainEffect::follow &&
           options.spread != k_like_aermod && !c.window.has_mast();
}

void step_lanes(PuffStore& puffs, std::span<const std::size_t> which, std::span<const double> flight_frac,
                const StepContext& context, Segments& segments, StepLosses& losses, StepScratch& scratch,
                TiltedSegments* tilted, InstructionSet set) {
    if (which.empty()) return;
    LaneStepper(puffs, which, flight_frac, context, segments, losses, scratch, tilted).run(lane_kernels(set));
}

}  // namespace lantian
