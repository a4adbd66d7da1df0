#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/data/receptors.hpp"
#include "core/math/instruction_set.hpp"
#include "models/sampling/receptor_kernels.hpp"
#include "models/sampling/segments.hpp"

namespace lantian {

/// Puffs to points: the closed-form time mean along each piece of path (models/sampling/reference.hpp), by source.
/// Neighbouring receptors share one search for the puffs they may feel. Each receptor has one owner and takes first the
/// standing puffs, then the pieces of path, both in order.
class ReceptorSampler {
  public:
    /// height_of_receptor: which of the heights of Segments::weight each receptor takes.
    ReceptorSampler(const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor, std::size_t sources,
                    std::size_t channels, InstructionSet set = instruction_set());

    /// Adds all segments to `result` (receptor, source, channel); returns the number of pairs evaluated. threads: 0 for
    /// all.
    std::size_t add(const Segments& segments, int threads, std::span<double> result) const;

  private:
    struct Group {
        std::size_t begin, end;  ///< in order_
        double west_m, east_m, south_m, north_m;
    };
    struct Columns;
    struct Prepared;
    struct Near;

    [[nodiscard]] Prepared prepare(const Segments& segments, int threads) const;
    void take(const Prepared& prepared, const Group& group, Near& near) const;
    std::size_t sample(const Segments& segments, const Prepared& prepared, const Group& group, Near& near,
                       std::span<double> result) const;

    const ReceptorSet& receptors_;
    std::vector<std::size_t> height_of_receptor_;
    std::size_t sources_, channels_;
    const ReceptorKernels* kernels_;
    std::vector<std::size_t> order_;  ///< receptors, neighbours together
    std::vector<Group> groups_;
};

}  // namespace lantian
