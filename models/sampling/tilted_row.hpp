#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "models/sampling/coarse_grids.hpp"
#include "models/sampling/tilted_kernels.hpp"
#include "models/sampling/tilted_segments.hpp"

namespace lantian {

/// A puff that is not round is sampled by the density at the middles of the cells where its smaller half axis spans
/// this many of the grid's, and on the widest coarse cells of which it spans that many. The error (THEORY.md, section
/// 6) is below k_tilted_error of the puff's peak.
inline constexpr double k_least_wide_minor = 0.75;
inline constexpr double k_least_coarse_minor = 1.5;
inline constexpr double k_tilted_error = 1e-3;

/// A puff on one level of the grids, with what all its rows share.
struct TiltedPlace {
    std::size_t level = 0;
    bool wide = false;                                   ///< density at the middles of the cells; else exact
    double x_m = 0.0, y_m = 0.0;                         ///< centre at the height of the grid
    double slope = 0.0;                                  ///< of the centre of a row with y
    double sigma_x_m = 0.0, sigma_y_m = 0.0;             ///< spread along a row, and of all rows
    double decay_y_m2 = 0.0, log_peak = 0.0;             ///< of a wide puff, renormalised
    double px = 0.0, py = 0.0, pxy = 0.0, fourth = 0.0;  ///< inverse of its moments, m-2; GaussianRow, m4
    double per_kept = 1.0;                               ///< 1 over what the cut-off leaves
    double column = 0.0, row = 0.0;                      ///< centre in cells from the corner of the grid
    double reach_columns = 0.0, reach_rows = 0.0;        ///< cut-off in cells
    std::size_t row_begin = 0, row_end = 0;
};

/// Places a puff at (x, y): on the widest of the levels up to `levels` that its smaller half axis allows. Wide ones are
/// the density at the middles of the cells of a spread that the cell has widened, less what coarse cells add when they
/// are spread, with the fourth cumulants of both, within an ellipse of cutoff_sigmas; narrow ones exact means, cut off
/// along and across. Both are renormalised.
[[nodiscard]] TiltedPlace tilted_place(const TiltedSpread& spread, double x_m, double y_m, const CoarseGrids& grids,
                                       std::size_t levels, double cutoff_sigmas) noexcept;

/// Factors of rows of cells, m-2, batched; the room is used again. reference::tilted_wide_row and tilted_narrow_row are
/// the plain forms.
class TiltedRow {
  public:
    explicit TiltedRow(InstructionSet set) : kernels_(&tilted_kernels(set)), set_(set) {}

    /// Cells of row j of the place's level that the puff reaches, end exclusive.
    [[nodiscard]] static std::pair<std::size_t, std::size_t> reach(const TiltedPlace& place, const LevelGrid& grid,
                                                                   std::size_t j) noexcept;
    /// Mean densities of the cells [first, last) of row j, as reach() has given them.
    void fill(const TiltedPlace& place, const LevelGrid& grid, std::size_t j, double cutoff_sigmas, std::size_t first,
              std::size_t last, double* out);

  private:
    struct Node {
        double weight, centre;
        std::size_t first, last, at;
    };
    const TiltedKernels* kernels_;
    InstructionSet set_;
    std::vector<Node> nodes_;
    std::vector<double> exponents_, edges_;
};

}  // namespace lantian
