#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/data/receptors.hpp"
#include "models/sampling/receptor_kernels.hpp"
#include "models/sampling/tilted_kernels.hpp"
#include "models/sampling/tilted_segments.hpp"

namespace lantian {

/// Puffs that are not round to points, as ReceptorSampler for round ones; reference::tilted_segment_density_per_m2 is
/// the plain form. The centre is taken at the height of the receptor. A piece is searched for in the box around its
/// ellipse. One owner per receptor, pieces in order: the same for any number of threads and every instruction set.
class TiltedReceptorSampler {
  public:
    /// height_of_receptor: which of `height_m` each receptor takes.
    TiltedReceptorSampler(const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor,
                          std::span<const double> height_m, std::size_t sources, std::size_t channels,
                          InstructionSet set);

    /// Adds to `result` (receptor, source, channel); returns the pairs evaluated.
    std::size_t add(const TiltedSegments& segments, int threads, std::span<double> result) const;

  private:
    struct Columns;
    struct Near;

    [[nodiscard]] Columns columns_of(const TiltedSegments& segments, int threads) const;
    std::size_t sample(const Segments& pieces, const Columns& columns, std::size_t receptor, Near& near,
                       std::span<double> result) const;

    const ReceptorSet& receptors_;
    std::vector<std::size_t> height_of_receptor_;
    std::vector<double> height_m_;
    std::size_t sources_, channels_;
    const TiltedKernels* kernels_;
    const ReceptorKernels* adding_;
};

}  // namespace lantian
