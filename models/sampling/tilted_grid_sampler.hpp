#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/data/grid.hpp"
#include "models/sampling/coarse_grids.hpp"
#include "models/sampling/grid_sampler.hpp"
#include "models/sampling/tilted_row.hpp"
#include "models/sampling/tilted_segments.hpp"

namespace lantian {

/// Puffs that are not round to grid cells, as GridSampler for round ones: rows of factors, summed in registers where a
/// row is long. The centre is taken at height_m. One owner per (level, tag, strip of rows), pieces in order, so that
/// results depend neither on the number of threads nor on the instruction set.
class TiltedGridSampler {
  public:
    TiltedGridSampler(std::shared_ptr<const Grid> grid, std::size_t tags, std::size_t channels, double height_m,
                      GridSampling options);

    /// Adds to `result` (tag, y, x, channel), but what coarse grids hold comes with collect(). Returns the pairs
    /// evaluated.
    std::size_t add(const TiltedSegments& segments, std::span<const std::size_t> tag_of_source, int threads,
                    std::span<double> result);
    /// Adds what coarse grids have taken since the last call to `result`.
    void collect(int threads, std::span<double> result);

  private:
    /// Room of one thread.
    struct Work {
        explicit Work(InstructionSet set) : row(set) {}
        TiltedRow row;
        std::vector<double> factors, weights, edge;  ///< weights: of a chunk, in whole registers
        std::vector<BlockPuff<double>> puffs;        ///< (block, k_chunk)
        std::vector<std::size_t> counts, used;       ///< of each block: puffs, channels
    };
    struct Strip {
        std::size_t level, tag, row_begin, row_end;
    };

    std::size_t run(const Strip& strip, const Segments& pieces, std::span<double> result, Work& work);
    void sum_blocks(double* row_of_cells, std::size_t nx, Work& work) const;

    std::shared_ptr<const Grid> grid_;
    std::size_t tags_, channels_;
    double height_m_;
    GridSampling options_;
    const GridKernels* kernels_;
    CoarseGrids coarse_;
    std::vector<TiltedPlace> places_;
    std::vector<std::vector<std::uint32_t>> by_owner_;  ///< pieces of (level, tag)
    std::vector<Work> works_;
};

}  // namespace lantian
