#pragma once

#include <cstddef>

#include "core/data/puffs.hpp"
#include "core/data/scenario.hpp"

namespace lantian {

/// What a budget has joined.
struct BudgetJoins {
    std::size_t count = 0;  ///< puffs that went into another
    CarriedMass mass_kg{};  ///< what they held
};

/// Joins puffs until at most 95 % of options.budget are left or nothing more can be joined; does nothing within the
/// budget. The least important go first: a puff's importance is its share of the mass in the air (mean over the species
/// there are) times its vertical density at the ground, and a pair costs the lesser importance times
/// 1 + (distance/spread)^2 (theory page, section 4). Only puffs of one source, on the same side of the lid, neither
/// rising nor just released. As merge_puffs, what was joined into another is left with weight 0. Serial, ties by
/// place in the store: the same for any number of threads.
BudgetJoins keep_within_budget(PuffStore& puffs, const Scenario::Puffs& options);

}  // namespace lantian
