#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/scenario.hpp"
#include "core/math/instruction_set.hpp"
#include "models/sampling/coarse_grids.hpp"
#include "models/sampling/grid_kernels.hpp"
#include "models/sampling/segments.hpp"

namespace lantian {

/// How a GridSampler works; what it gives differs only by `coarse_levels` (theory page of this room).
struct GridSampling {
    double cutoff_sigmas = 4.0;
    /// Grids of 2, 4, 8 cells for puffs of at least k_least_coarse_sigma of their cells (0 to k_coarse_levels).
    std::size_t coarse_levels = 0;
    InstructionSet set = instruction_set();
    /// Wide puffs in single precision, 128 at most before their sums go into double: k_single_error.
    bool single_precision = false;
};

/// What a scenario asks for.
[[nodiscard]] GridSampling grid_sampling(const Scenario& scenario);

struct StripPart;
template <typename Real>
class WideChunk;

/// Puffs to grid cells: exact cell averages, products of differences of the normal distribution function in x and y,
/// cut off at whole cells beyond `cutoff_sigmas` and renormalised so that the weights of a puff over an unbounded grid
/// sum to 1. The factors of a puff are built once and serve all channels. Wide puffs are summed in registers, block by
/// block, narrow ones row by row; each piece of a tag's grid has one owner and takes its puffs in order, so that
/// results depend neither on the number of threads nor on the instruction set.
class GridSampler {
  public:
    GridSampler(std::shared_ptr<const Grid> grid, std::size_t tags, std::size_t channels, GridSampling options);
    ~GridSampler();

    /// Adds all segments to `result` (tag, y, x, channel), but what coarse grids hold comes with collect().
    /// tag_of_source: tag of each source. threads: 0 for all. The weights used are those of the first height. Returns
    /// the number of (segment, cell) pairs evaluated.
    std::size_t add(const Segments& segments, std::span<const std::size_t> tag_of_source, int threads,
                    std::span<double> result);

    /// Adds what coarse grids have taken since the last call to `result`.
    void collect(int threads, std::span<double> result);

    /// Room for factors and footprints of the last segments, bytes, without their weights.
    [[nodiscard]] std::size_t bytes() const noexcept;

  private:
    struct Footprint {
        std::uint32_t i0, i1, j0, j1;  ///< cells touched, end exclusive
        std::uint32_t channels;        ///< up to the last weight that is not 0
        std::uint8_t level;
        bool wide;
        std::size_t x_at, y_at;  ///< factors of columns i0.. and rows j0..; of wide puffs from whole blocks
    };
    /// Segments that touch a strip of rows of one tag's grid on one level, in order, and how much work they are, about.
    struct Strip {
        std::vector<std::uint32_t> narrow, wide;
        double work = 0.0;
    };
    struct Piece;
    struct Work;

    void place(const Segments& segments, std::size_t p);
    void build(const Segments& segments, std::size_t begin, std::size_t end, Work& work);
    void run(const Piece& piece, const Segments& segments, std::span<double> result, Work& work);
    template <typename Real>
    void run_wide(const Piece& piece, const StripPart& part, const Segments& segments,
                  const std::vector<Real>& x_factors, const WideKernels<Real>& kernels, WideChunk<Real>& chunk) const;
    /// Strips of one tag on a level.
    [[nodiscard]] std::size_t strips(std::size_t level) const noexcept;
    /// Puts a segment on the lists of the strips it touches.
    void enlist(std::uint32_t segment, std::size_t tag);
    void list_pieces();

    std::shared_ptr<const Grid> grid_;
    std::size_t tags_, channels_;
    GridSampling options_;
    const GridKernels* kernels_;
    CoarseGrids coarse_;
    std::vector<Footprint> footprints_;
    std::vector<double> factors_;
    std::vector<float> single_factors_;     ///< of x, at the same places
    std::vector<Strip> strips_;             ///< (level, tag, strip)
    std::vector<std::size_t> first_strip_;  ///< of each level
    std::vector<Piece> pieces_;
    std::vector<Work> works_;
};

}  // namespace lantian
