#pragma once

#include <span>
#include <vector>

#include "models/meteorology/wind_grid.hpp"

namespace lantian {

/// The operator of the mass-consistent adjustment, A = D W^-1 D^T on the layers of a WindGrid. D is the outflow of
/// mass_outflow() as a function of (u, v, w), D^T its exact transpose (cross terms of the terrain included), W the
/// weights of the variational distance sum rho V [du^2 + dv^2 + dw^2 / ratio]. Symmetric positive definite as long as
/// one side is open. Fields of cells are (ny, nz, nx). THEORY.md, section 7; Sasaki 1970, Sherman 1978.
class MassOperator {
  public:
    /// ratio: (a1/a2)^2 per column (ny, nx), > 0; small for stable air, which rather flows around than over. The grid
    /// must outlive the operator.
    MassOperator(const WindGrid& grid, std::vector<double> ratio);

    /// out = A lambda; row_products[j] = sum of lambda * out over row j, in a fixed order.
    void apply(std::span<const double> lambda, std::span<double> out, std::span<double> row_products,
               int threads) const;
    /// field -= W^-1 D^T lambda: the wind that is nearest to the given one and whose outflow is less by A lambda.
    void correct(std::span<const double> lambda, WindField& field, int threads) const;

    [[nodiscard]] const WindGrid& grid() const { return grid_; }
    [[nodiscard]] std::span<const double> ratio() const { return ratio_; }

  private:
    struct Rows;  // changes of wind beside one row
    void layer_gradient(const double* row, double* out) const;
    void across_x(std::size_t j, const double* row, const double* gradient, double* du) const;
    void across_y(std::size_t face, const double* south, const double* north, const double* gradient_south,
                  const double* gradient_north, double* dv) const;
    void through(std::size_t j, const double* row, const Rows& rows, double* d_omega) const;
    template <typename Visit>
    void for_rows(std::span<const double> lambda, int threads, const Visit& visit) const;

    const WindGrid& grid_;
    std::vector<double> ratio_;
    std::vector<double> mass_m_, up_, down_, per_step_;  // (nz) and (nz + 1)
};

}  // namespace lantian
