#pragma once

#include <cstddef>
#include <span>

namespace lantian::receptor {

/// U^T U = A in place for the upper triangle of a row-major n x n matrix; false when a pivot is not positive (A is then
/// spoiled). The same bits on every instruction set.
[[nodiscard]] bool factor_upper(std::size_t n, std::span<double> a) noexcept;
/// Solves U^T U x = b in place.
void solve_upper(std::size_t n, std::span<const double> u, std::span<double> x) noexcept;
/// to -= factor * from.
void subtract_scaled(double* to, const double* from, double factor, std::size_t n) noexcept;
/// a[i][j] -= sum_r p[r][i] p[r][j] for j >= i; p: rows x n, row-major.
void subtract_gram(std::size_t n, std::size_t rows, std::span<const double> p, std::span<double> a) noexcept;

}  // namespace lantian::receptor
