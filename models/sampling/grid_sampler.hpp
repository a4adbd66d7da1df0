#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/data/grid.hpp"
#include "models/sampling/segments.hpp"

namespace lantian {

/// Puffs to grid cells: exact cell averages (differences of the normal distribution function in x times in y), cut off
/// at `cutoff_sigmas` and renormalised so that the weights of a puff over an unbounded grid sum to 1. Each (tag, block
/// of rows) has one owner and takes its puffs in order, so that results do not depend on the number of threads.
class GridSampler {
  public:
    /// channels: a multiple of k_channel_block (row_kernel.hpp).
    GridSampler(std::shared_ptr<const Grid> grid, std::size_t tags, std::size_t channels, double cutoff_sigmas);

    /// Adds all segments to `result` (tag, y, x, channel). tag_of_source: tag of each source. The weights used are
    /// those of the first height. Returns the number of (segment, cell) pairs evaluated.
    std::size_t add(const Segments& segments, std::span<const std::size_t> tag_of_source, int threads,
                    std::span<double> result);

  private:
    struct Footprint {
        std::uint32_t i0, i1, j0, j1;  ///< cells touched, end exclusive
        std::size_t x_at, y_at;        ///< first factor in factors_
    };
    void prepare(const Segments& segments, std::size_t index);

    std::shared_ptr<const Grid> grid_;
    std::size_t tags_, channels_;
    double cutoff_sigmas_;
    std::vector<Footprint> footprints_;
    std::vector<double> factors_;
    std::vector<std::vector<std::uint32_t>> by_tag_;
};

}  // namespace lantian
