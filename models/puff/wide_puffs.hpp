#pragma once

#include <cstddef>

#include "core/base/time.hpp"
#include "core/data/puffs.hpp"
#include "core/data/scenario.hpp"
#include "models/puff/plume_path.hpp"

namespace lantian {

/// Puffs so wide that one piece of path may serve several steps (puffs.longest_piece_s), kept apart from the others:
/// they go over those steps one after the other before the rest of the run comes after. At the end of a go all puffs
/// are at one time again. Whether a puff belongs here depends on itself alone, so that sources stay additive.
class WidePuffs {
  public:
    explicit WidePuffs(const Scenario& scenario);

    /// How many steps of the run are taken in one go from step number `step` on: the whole go, or the largest part of
    /// it into which the run can be cut there, that ends neither after `last` nor after the run.
    [[nodiscard]] std::size_t steps_of_go(std::size_t step, std::size_t steps_of_run, UtcTime last) const;

    /// Drops those of weight 0, and takes over from `puffs` those that have become wide: whose pieces of path may last
    /// two steps at the mean speed of their way so far, or that are above the lid; none that rises or follows a path.
    /// Both ordered as a store is.
    void gather(PuffStore& puffs, const PlumePaths* paths);
    /// Gives all back to `puffs`, within each source before those there.
    void give_back(PuffStore& puffs);

    [[nodiscard]] PuffStore& puffs() { return puffs_; }
    [[nodiscard]] const PuffStore& puffs() const { return puffs_; }

  private:
    [[nodiscard]] bool wide(const PuffStore& puffs, std::size_t i, const PlumePaths* paths) const;

    const Scenario& scenario_;
    std::size_t steps_;  ///< of a whole go
    PuffStore puffs_, fresh_;
};

}  // namespace lantian
