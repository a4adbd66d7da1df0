#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/meteorology/mass_adjustment.hpp"

namespace lantian {

/// One V-cycle for the operator of the mass adjustment without its cross terms (their share of the vertical
/// coefficient, slope squared, is kept). Columns are solved as a whole (layers are thin, so the vertical coupling is
/// strong), red and black columns in turn; the grid is coarsened in x and y only, down to one column. In single
/// precision: a preconditioner need not be more exact. THEORY.md, section 7; Trottenberg et al. 2001, 5.1.
///
/// Rows are stored with the even columns first, then the odd ones, so that columns of one colour lie side by side.
class WindMultigrid final : public Preconditioner {
  public:
    explicit WindMultigrid(const MassOperator& op);
    void apply(std::span<const double> r, std::span<double> z, int threads) override;

    struct Level {
        std::size_t nx = 0, ny = 0, nz = 0, half = 0, part = 0, line = 0;
        std::vector<double> width_x, width_y;                // in cells of the finest level
        std::vector<float> west, east, south, north, ratio;  // (ny, line): coupling to neighbours, vertical coefficient
        std::vector<float> pivot;                            // (ny, nz, line): of the columns, inverse
        std::vector<float> near_x, far_x;                    // (line): weights of the coarser columns in this one
        std::vector<float> near_y, far_y;                    // (ny)
        std::vector<float> x, f, along;                      // (ny, nz, line); residual summed along x

        [[nodiscard]] std::size_t at(std::size_t i) const { return (i & 1U) * part + k_halo + i / 2; }
        [[nodiscard]] std::size_t row(std::size_t j, std::size_t k) const { return (j * nz + k) * line; }
        static constexpr std::size_t k_halo = 8;
    };

  private:
    void set_up(Level& level, const MassOperator& op, std::span<const double> ratio);
    void cycle(std::size_t l, int threads);
    void relax(Level& level, std::size_t colour, bool neighbours, int threads) const;
    void restrict_residual(Level& fine, Level& coarse, int threads) const;
    void prolong(Level& fine, const Level& coarse, int threads) const;

    std::vector<Level> levels_;
    std::vector<float> mass_, conductance_;  // (nz) horizontal coefficient, (nz + 1) vertical
};

}  // namespace lantian
