#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/data/receptors.hpp"
#include "models/sampling/segments.hpp"

namespace lantian {

/// Puffs to points: the closed-form time mean along each piece of path (models/sampling/reference.hpp), by source.
/// Each receptor has one owner and takes the pieces in order.
class ReceptorSampler {
  public:
    /// height_of_receptor: which of the heights of Segments::weight each receptor takes.
    ReceptorSampler(const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor, std::size_t sources,
                    std::size_t channels);

    /// Adds all segments to `result` (receptor, source, channel); returns the number of pairs evaluated.
    std::size_t add(const Segments& segments, int threads, std::span<double> result) const;

  private:
    const ReceptorSet& receptors_;
    std::vector<std::size_t> height_of_receptor_;
    std::size_t sources_, channels_;
};

}  // namespace lantian
