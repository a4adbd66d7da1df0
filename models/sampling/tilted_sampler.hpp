#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "models/sampling/tilted_grid_sampler.hpp"
#include "models/sampling/tilted_receptor_sampler.hpp"

namespace lantian {

/// Both samplers of puffs that are not round.
class TiltedSampler {
  public:
    /// height_m: of Segments::weight, the first that of the grid; height_of_receptor: which of them each receptor
    /// takes.
    TiltedSampler(std::shared_ptr<const Grid> grid, std::size_t tags, std::size_t channels, GridSampling options,
                  const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor,
                  std::span<const double> height_m, std::size_t sources)
        : grid_(std::move(grid), tags, channels, height_m[0], options),
          receptors_(receptors, std::move(height_of_receptor), height_m, sources, channels, options.set) {}

    /// Adds to `result` (tag, y, x, channel), but what coarse grids hold comes with collect(); returns the pairs
    /// evaluated.
    std::size_t add_to_grid(const TiltedSegments& segments, std::span<const std::size_t> tag_of_source, int threads,
                            std::span<double> result) {
        return grid_.add(segments, tag_of_source, threads, result);
    }
    /// Adds what coarse grids have taken since the last call to `result`.
    void collect(int threads, std::span<double> result) { grid_.collect(threads, result); }
    /// Adds to `result` (receptor, source, channel).
    std::size_t add_to_receptors(const TiltedSegments& segments, int threads, std::span<double> result) const {
        return receptors_.add(segments, threads, result);
    }

  private:
    TiltedGridSampler grid_;
    TiltedReceptorSampler receptors_;
};

}  // namespace lantian
