#include "models/puff/wide_puffs.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "models/puff/merge_store.hpp"
#include "models/puff/sub_step.hpp"

namespace lantian {

namespace {

/// Steps that a piece must be able to last for its puff to count as wide.
constexpr double k_least_steps = 2.0;

/// The most steps that are no longer than puffs.longest_piece_s together and divide the hour.
std::size_t steps_of_whole_go(const Scenario& scenario) {
    const auto step_s = static_cast<std::int64_t>(scenario.time.step_s);
    auto steps = static_cast<std::int64_t>(scenario.puffs.longest_piece_s / scenario.time.step_s);
    while (steps > 1 && 3600 % (steps * step_s) != 0) --steps;
    return static_cast<std::size_t>(std::max<std::int64_t>(steps, 1));
}

}  // namespace

WidePuffs::WidePuffs(const Scenario& scenario) : scenario_(scenario), steps_(steps_of_whole_go(scenario)) {}

std::size_t WidePuffs::steps_of_go(std::size_t step, std::size_t steps_of_run, UtcTime last) const {
    const auto fits = [&](std::size_t steps) {
        const auto end_s = static_cast<std::int64_t>(static_cast<double>(step + steps) * scenario_.time.step_s);
        return steps_ % steps == 0 && step % steps == 0 && step + steps <= steps_of_run &&
               scenario_.time.start + end_s <= last;
    };
    std::size_t steps = steps_;
    while (steps > 1 && !fits(steps)) --steps;
    return steps;
}

bool WidePuffs::wide(const PuffStore& p, std::size_t i, const PlumePaths* paths) const {
    if (p.weight_s[i] == 0.0 || p.age_s[i] == 0.0 || p.rise_left_m[i] > 0.0) return false;
    if (paths != nullptr && paths->find(p.id[i]) != nullptr) return false;
    if (p.z_m[i] > p.lid_m[i]) return true;  // nothing of it is sampled but by rain
    const double way_m = k_least_steps * scenario_.time.step_s * p.travelled_m[i] / p.age_s[i];
    return k_piece_frac * scenario_.puffs.substep_sigmas * p.sigma_y_m[i] >= way_m;
}

void WidePuffs::gather(PuffStore& puffs, const PlumePaths* paths) {
    fresh_.clear();
    for (std::size_t i = 0; i < puffs.size(); ++i) {
        if (!wide(puffs, i, paths)) continue;
        fresh_.append_from(puffs, i);
        puffs.weight_s[i] = 0.0;
    }
    if (fresh_.size() > 0) take_in(puffs, {});
    take_in(puffs_, fresh_);
}

void WidePuffs::give_back(PuffStore& puffs) {
    take_in(puffs_, puffs);
    puffs = std::move(puffs_);
    puffs_ = {};
}

}  // namespace lantian
