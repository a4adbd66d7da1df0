#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/data/grid.hpp"

namespace lantian {

/// Coarse grids have cells of 2, 4 and 8 of the grid's.
inline constexpr std::size_t k_coarse_levels = 3;
/// A puff is sampled on the widest cells of which its spread spans at least this many. The error is then below
/// k_coarse_error of the puff's peak.
inline constexpr double k_least_coarse_sigma = 2.5;
inline constexpr double k_coarse_error = 1e-6;

/// A puff on a coarse grid: what spreading down to the fine cells adds to its variance and shape is taken off before
/// (THEORY.md, section 3). Its tail function is erfc(z/sqrt 2)/2 + phi(z) (c3 He3 + c5 He5 + c7 He7)(z), z in spreads.
struct CoarseShape {
    double sigma;  ///< in the unit of the cells given
    double c3, c5, c7;
};

/// sigma_m of a puff on cells of coarse_m that are summed down to cells of fine_m.
[[nodiscard]] CoarseShape coarse_shape(double sigma_m, double coarse_m, double fine_m) noexcept;

/// One grid of the pyramid; level 0 is the grid itself.
struct LevelGrid {
    double west_m = 0.0, south_m = 0.0, cell_m = 0.0;
    std::size_t nx = 0, ny = 0;
    [[nodiscard]] std::size_t cells() const { return nx * ny; }
};

/// Coarse grids of (tag, y, x, channel), each with a rim of k_rim cells around the domain, and their sums downward.
class CoarseGrids {
  public:
    static constexpr std::size_t k_rim = 4;

    CoarseGrids(const Grid& grid, std::size_t tags, std::size_t channels, std::size_t levels);

    [[nodiscard]] std::size_t levels() const noexcept { return levels_; }
    [[nodiscard]] const LevelGrid& grid(std::size_t level) const noexcept { return grids_[level]; }
    /// Accumulators of one tag on level 1 or more.
    [[nodiscard]] double* values(std::size_t level, std::size_t tag) noexcept;
    void touch(std::size_t level, std::size_t tag) noexcept { touched_[level * tags_ + tag] = true; }

    /// Spreads every coarse cell over the finer ones, widest first, adds the sums to `result` (tag, y, x, channel) and
    /// clears the coarse grids.
    void collect(int threads, std::span<double> result);

  private:
    void collect_tag(std::size_t tag, std::span<double> result, std::vector<double>& half);

    std::size_t tags_, channels_, levels_;
    std::array<LevelGrid, k_coarse_levels + 1> grids_;
    std::array<std::vector<double>, k_coarse_levels + 1> values_;
    std::vector<char> touched_;
    std::vector<std::vector<double>> halves_;  ///< of each thread: spread along one axis
};

}  // namespace lantian
