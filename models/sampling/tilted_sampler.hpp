#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/receptors.hpp"
#include "models/sampling/tilted_segments.hpp"

namespace lantian {

/// Mean density of a puff, m-2, over each cell of one row of cells. `first` is the index of the first of `factors`.
struct RowFactors {
    std::size_t first = 0;
    std::vector<double> factors;
};

/// Fills `out` for the row of cells [y_low, y_low + cell] and the cells from x_origin on, at most `cells` of them, for
/// a puff at (x, y). Where the smaller half axis is at least a cell: the density at the middles, of the spread plus
/// cell^2/12 each way (error below 0.2 % of the greatest value, mass to 1e-8); below that exact in x by error functions
/// and Gauss-Legendre in y, in pieces no longer than 1.5 spreads at a given x (below 3e-6). Cut off at cutoff_sigmas
/// along and across, and renormalised.
void tilted_row(const TiltedSpread& spread, double x_m, double y_m, double cell_m, double x_origin_m, double y_low_m,
                std::size_t cells, double cutoff_sigmas, RowFactors& out);

/// Puffs that are not round to cells and receptors; as GridSampler and ReceptorSampler are for round ones. The centre
/// is taken at the height of the sample. One owner per (tag, block of rows) or receptor, pieces in order: the same for
/// any number of threads.
class TiltedSampler {
  public:
    /// heights: of Segments::weight; height_of_receptor: which of them each
    /// receptor takes.
    TiltedSampler(std::shared_ptr<const Grid> grid, std::size_t tags, std::size_t channels, double cutoff_sigmas,
                  const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor,
                  std::span<const double> height_m, std::size_t sources);

    /// Adds to `result` (tag, y, x, channel); returns the pairs evaluated.
    std::size_t add_to_grid(const TiltedSegments& segments, std::span<const std::size_t> tag_of_source, int threads,
                            std::span<double> result) const;
    /// Adds to `result` (receptor, source, channel).
    std::size_t add_to_receptors(const TiltedSegments& segments, int threads, std::span<double> result) const;

  private:
    std::shared_ptr<const Grid> grid_;
    std::size_t tags_, channels_;
    double cutoff_sigmas_;
    const ReceptorSet& receptors_;
    std::vector<std::size_t> height_of_receptor_;
    std::vector<double> height_m_;
    std::size_t sources_;
};

}  // namespace lantian
