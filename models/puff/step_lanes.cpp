#include "models/puff/step_lanes.hpp"

#include <algorithm>

#include "models/deposition/scavenging.hpp"
#include "models/puff/outside.hpp"
#include "models/puff/step_lane_work.hpp"
#include "models/puff/sub_step.hpp"

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

/// Which density counts for a phase.
std::uint8_t size_of(Phase phase) {
    return phase == Phase::coarse_particle ? 1 : phase == Phase::giant_particle ? 2 : 0;
}

/// A column of the store and where the lanes hold it.
struct Column {
    std::vector<double> PuffStore::*store;
    LaneValues LaneGroup::*lanes;
};
/// All but the mass.
constexpr Column k_columns[] = {{&PuffStore::x_m, &LaneGroup::x},
                                {&PuffStore::y_m, &LaneGroup::y},
                                {&PuffStore::z_m, &LaneGroup::z},
                                {&PuffStore::sigma_y_m, &LaneGroup::sigma_y},
                                {&PuffStore::sigma_z_m, &LaneGroup::sigma_z},
                                {&PuffStore::lid_m, &LaneGroup::lid},
                                {&PuffStore::rise_left_m, &LaneGroup::rise_left},
                                {&PuffStore::rise_rate, &LaneGroup::rise_rate},
                                {&PuffStore::travelled_m, &LaneGroup::travelled},
                                {&PuffStore::draught_m, &LaneGroup::draught},
                                {&PuffStore::sunk_m, &LaneGroup::sunk},
                                {&PuffStore::age_s, &LaneGroup::age},
                                {&PuffStore::stretch_m2, &LaneGroup::stretch},
                                {&PuffStore::cross_m2, &LaneGroup::cross},
                                {&PuffStore::lean_x_m2, &LaneGroup::lean_x},
                                {&PuffStore::lean_y_m2, &LaneGroup::lean_y}};

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
        scratch.lanes.resize(densities + 2 * weights_ * k_step_lanes);
        density_ = reinterpret_cast<LaneValues*>(scratch.lanes.data());
        weight_ = reinterpret_cast<BlockValues*>(scratch.lanes.data() + densities);
    }

    void run(const LaneKernels& kernels) {
        LaneGroup& g = group_;
        while (g.busy < k_step_lanes && next_ < which_.size()) take(g.busy++);
        for (std::size_t lane = g.busy; lane % k_block_lanes != 0; ++lane) repeat(g.busy - 1, lane);
        while (g.busy > 0) {
            kernels.move(setup_, g, density_);
            set_rates();
            for (std::size_t lane = 0; lane < g.busy; ++lane) {
                left_domain_[lane] = outside(lane);
                over_[lane] = left_domain_[lane] || g.left_s[lane] <= k_done_s;
            }
            run_pieces_on();
            for (std::size_t first = 0; first < g.busy; first += k_block_lanes) {
                kernels.content(setup_, g, first, density_, weights_of(first), changes_of(first));
                leave_pieces(first, std::min(g.busy, first + k_block_lanes));
            }
            for (std::size_t lane = 0; lane < g.busy;) {
                if (!over_[lane]) {
                    ++lane;
                    continue;
                }
                finish(lane, left_domain_[lane]);
                if (next_ < which_.size()) {
                    take(lane++);
                } else if (--g.busy != lane) {
                    repeat(g.busy, lane);  // the last one comes here, to be looked at next
                    over_[lane] = over_[g.busy];
                    left_domain_[lane] = left_domain_[g.busy];
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
    void set_rates();
    /// Which pieces start or end with the sub-step at hand; those that nothing is seen of any more end before it.
    void run_pieces_on();
    void leave_interrupted(std::size_t lane);
    void leave_pieces(std::size_t first, std::size_t end);
    struct PieceEnd {
        double x_m, y_m, sigma_m;
    };
    /// The piece of a lane as far as `to`, with the weights it has.
    void leave_piece(Segments& pieces, std::size_t lane, const PieceEnd& to, double before_end_s);
    /// Weights of a block of lanes. Pieces that run on have room of their own; others are left at once, block by block
    /// by way of the same room, which stays in the nearest cache.
    [[nodiscard]] BlockValues* weights_of(std::size_t lane) const {
        return weight_ + (joins_ ? lane / k_block_lanes * 2 * weights_ : 0);
    }
    [[nodiscard]] BlockValues* changes_of(std::size_t lane) const { return weights_of(lane) + weights_; }
    /// Something of the puff lies below the lid, or rain washes it out.
    [[nodiscard]] bool seen(std::size_t lane) const {
        return group_.elevated[lane] == 0.0 || group_.rain_mm_h[lane] > 0.0;
    }
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
    bool joins_ = false;  ///< pieces of path run on over sub-steps
    std::size_t weights_ = 0;
    LaneValues* density_ = nullptr;
    BlockValues* weight_ = nullptr;
    std::array<std::size_t, k_step_lanes> puff_{};           ///< in each busy lane
    std::array<bool, k_step_lanes> left_domain_{}, over_{};  ///< after the sub-step at hand; over: with its steps
    std::size_t next_ = 0;
};

void LaneStepper::prepare() {
    const Scenario::Puffs& options = c_.scenario.puffs;
    group_.busy = 0;
    LaneSetup& s = setup_;
    s.weather = c_.window.blocks();
    s.step_s = c_.scenario.time.step_s;
    s.least_substep_s = options.least_substep_s;
    s.substep_sigmas = options.substep_sigmas;
    s.cell_m = c_.grid.cell_m;
    s.weather_cell_m = c_.window.cell_m();
    s.fraction_per_s = (c_.end_fraction - c_.begin_fraction) / (static_cast<double>(c_.steps()) * s.step_s);
    s.coarse_settling_m_s = c_.velocities.coarse_settling_m_s();
    s.giant_settling_m_s = c_.velocities.giant_settling_m_s();
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
    joins_ = c_.steps() > 1 && !s.shear;
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
        s.kind[s.present] = static_cast<std::uint8_t>(species.phase());
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
    for (const Column& column : k_columns) (g.*column.lanes)[lane] = (p_.*column.store)[i];
    for (std::size_t n = 0; n < setup_.present; ++n) {
        g.mass[n][lane] = p_.mass_kg[i][setup_.carried[n]];
        g.dry[n][lane] = g.wet[n][lane] = 0.0;
    }
    g.so2_lost[lane] = g.nox_lost[lane] = 0.0;
    g.left_s[lane] = flight_s;
    g.piece_s[lane] = 0.0;
    g.fraction[lane] = c_.end_fraction - setup_.fraction_per_s * flight_s;
}

void LaneStepper::repeat(std::size_t from, std::size_t to) {
    LaneGroup& g = group_;
    puff_[to] = puff_[from];
    for (const Column& column : k_columns) (g.*column.lanes)[to] = (g.*column.lanes)[from];
    for (std::size_t n = 0; n < setup_.present; ++n) {
        g.mass[n][to] = g.mass[n][from];
        g.dry[n][to] = g.dry[n][from];
        g.wet[n][to] = g.wet[n][from];
    }
    for (LaneValues* values : {&g.so2_lost, &g.nox_lost, &g.left_s, &g.fraction, &g.piece_x, &g.piece_y,
                               &g.piece_sigma_y, &g.piece_s, &g.piece_limit_s})
        (*values)[to] = (*values)[from];
    if (!joins_ || g.piece_s[from] == 0.0) return;
    for (std::size_t n = 0; n < 2 * weights_; ++n)
        weights_of(to)[n][to % k_block_lanes] = weights_of(from)[n][from % k_block_lanes];
}

/// Of transformation and removal.
void LaneStepper::set_rates() {
    LaneGroup& g = group_;
    for (std::size_t lane = 0; lane < g.busy; ++lane) {
        const LinearRates& rates = c_.rates_at(g.middle_fraction[lane]);
        g.so2_per_s[lane] = rates.so2_per_s;
        g.nox_per_s[lane] = rates.nox_per_s;
        const double rain = g.rain_mm_h[lane];
        if (rain > 0.0) {
            const RainColumn column{rain, g.temperature_k[lane], g.pressure_pa[lane], g.humidity_frac[lane]};
            const RemovalRates scavenging =
                puff_scavenging_per_s(c_.scenario.deposition, column, g.z[lane], g.sigma_z[lane], g.lid[lane]);
            for (std::size_t n = 0; n < setup_.ways; ++n) g.scavenging[setup_.way[n]][lane] = scavenging[setup_.way[n]];
        } else if (g.ground[0][lane] == 0.0 && g.ground[1][lane] == 0.0 && g.ground[2][lane] == 0.0) {
            for (std::size_t n = 0; n < setup_.ways; ++n) g.velocity[setup_.way[n]][lane] = 0.0;
            continue;  // nothing is removed, whatever the velocities
        }
        const RemovalRates velocity =
            c_.velocities.at(0.5 * (g.x0[lane] + g.x[lane]), 0.5 * (g.y0[lane] + g.y[lane]), g.middle_fraction[lane]);
        for (std::size_t n = 0; n < setup_.ways; ++n) g.velocity[setup_.way[n]][lane] = velocity[setup_.way[n]];
    }
}

void LaneStepper::run_pieces_on() {
    LaneGroup& g = group_;
    for (std::size_t lane = 0; lane < g.busy; ++lane) {
        if (!seen(lane)) {
            if (g.piece_s[lane] > 0.0) leave_interrupted(lane);
            g.piece_s[lane] = 0.0;
        }
        const bool starts = g.piece_s[lane] == 0.0;
        if (starts) {
            g.piece_x[lane] = g.x0[lane];
            g.piece_y[lane] = g.y0[lane];
            g.piece_sigma_y[lane] = g.sigma_y0[lane];
        }
        const double longest_s = g.longest_piece_s[lane];
        g.piece_limit_s[lane] = starts ? longest_s : std::min(longest_s, g.piece_limit_s[lane]);
        g.piece_s[lane] += g.dt_s[lane];
        g.starts[lane] = starts ? 1.0 : 0.0;
        // The next sub-step is about as long as this one.
        const bool goes_on = joins_ && !over_[lane] && g.piece_s[lane] + g.dt_s[lane] <= g.piece_limit_s[lane];
        g.ends[lane] = goes_on ? 0.0 : 1.0;
    }
    for (std::size_t lane = g.busy; lane % k_block_lanes != 0; ++lane) {
        g.starts[lane] = g.ends[lane] = 1.0;
        g.piece_s[lane] = g.dt_s[lane] = 1.0;
    }
}

/// A piece that ends with the sub-step before, after which nothing is left of it at the heights that are sampled.
void LaneStepper::leave_interrupted(std::size_t lane) {
    const LaneGroup& g = group_;
    const std::size_t in_block = lane % k_block_lanes;
    for (std::size_t n = 0; n < weights_; ++n) {
        double& change = changes_of(lane)[n][in_block];
        const double most = 2.0 * weights_of(lane)[n][in_block];
        change = std::max(-g.piece_s[lane] * change, -most);
    }
    leave_piece(segments_, lane, {g.x0[lane], g.y0[lane], g.sigma_y0[lane]},
                g.left_s[lane] + g.dt_s[lane] + g.piece_s[lane]);
}

/// Pieces of path of what can be seen or washed out.
void LaneStepper::leave_pieces(std::size_t first, std::size_t end) {
    LaneGroup& g = group_;
    for (std::size_t lane = first; lane < end; ++lane) {
        if (!seen(lane)) {
            g.piece_s[lane] = 0.0;  // what is seen later starts a piece of its own
            continue;
        }
        if (g.ends[lane] == 0.0) continue;
        Segments* pieces = &segments_;
        if (tilted_ != nullptr && setup_.shear &&
            tilted_->add_if_tilted(tilt_of(g.tilt_start, lane), tilt_of(g.tilt_end, lane), setup_.height_m[0]))
            pieces = &tilted_->pieces;
        leave_piece(*pieces, lane, {g.x[lane], g.y[lane], g.sigma_y[lane]}, g.left_s[lane] + g.piece_s[lane]);
        g.piece_s[lane] = 0.0;
    }
}

void LaneStepper::leave_piece(Segments& pieces, std::size_t lane, const PieceEnd& to, double before_end_s) {
    const LaneGroup& g = group_;
    const BlockValues *weight = weights_of(lane), *change = changes_of(lane);
    const std::size_t in_block = lane % k_block_lanes;
    const Segments::Weights at = pieces.add(
        {p_.source[puff_[lane]], g.piece_x[lane], g.piece_y[lane], to.x_m, to.y_m,
         0.5 * (g.piece_sigma_y[lane] + to.sigma_m), to.sigma_m - g.piece_sigma_y[lane], before_end_s, g.piece_s[lane]},
        weights_);
    for (std::size_t n = 0; n < weights_; ++n) {
        at.weight[n] = weight[n][in_block];
        at.change[n] = change[n][in_block];
    }
}

bool LaneStepper::outside(std::size_t lane) const {
    const LaneGroup& g = group_;
    return outside_domain({g.x[lane], g.y[lane]}, g.sigma_y[lane], g.stretch[lane], g.cross[lane], c_.grid);
}

void LaneStepper::finish(std::size_t lane, bool left_domain) {
    const LaneGroup& g = group_;
    const std::size_t i = puff_[lane];
    for (const Column& column : k_columns) (p_.*column.store)[i] = (g.*column.lanes)[lane];
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
