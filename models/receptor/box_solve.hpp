#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lantian::receptor {

/// Entries of the packed lower triangle of a symmetric k x k matrix; entry (a, b), a >= b, stands at a (a + 1) / 2 + b.
[[nodiscard]] constexpr std::size_t packed_size(std::size_t k) { return k * (k + 1) / 2; }

/// Minimises 1/2 x^T A x - b^T x over lower <= x <= upper by a primal active set (Nocedal & Wright 2006, ch. 16.5):
/// always ends at the minimum of a positive definite A; a semidefinite one gets a ridge of 1e-13 of its diagonal.
/// a: packed lower triangle. x: start in, minimum out. Any size.
void solve_box(std::span<const double> a, std::span<const double> b, std::span<const double> lower,
               std::span<const double> upper, std::span<double> x);

/// Many such problems side by side, one a lane: the two half steps of a weighted factorisation. For lane l,
/// A_l = sum_t w[t][l] o_t o_t^T + diag(prior), b_l = sum_t wx[t][l] o_t + linear, with o_t the rows of the other
/// factor. All arrays are padded to a multiple of k_lanes.
struct HalfStep {
    static constexpr std::size_t k_lanes = 8;

    std::size_t factors = 0, terms = 0, lanes = 0;  ///< lanes: padded; also the stride of w, wx, x and the bounds
    const double* w = nullptr;                      ///< [terms][lanes], >= 0
    const double* wx = nullptr;                     ///< [terms][lanes]
    const double* other = nullptr;                  ///< [factors][other_stride]
    std::size_t other_stride = 0;
    const double* pairs = nullptr;         ///< [packed][other_stride], products of rows of `other`
    const double* lower = nullptr;         ///< [factors][lanes]
    const double* upper = nullptr;         ///< [factors][lanes]; null: no upper bounds and lower = 0
    const double* prior_weight = nullptr;  ///< [factors][lanes] added to the diagonal; may be null
    const double* linear = nullptr;        ///< [factors][lanes] added to b; may be null
    double* x = nullptr;                   ///< [factors][lanes] start in, minimum out
    double* value = nullptr;               ///< [lanes] x^T A x - 2 b^T x at the minimum; may be null
    double* curvature = nullptr;           ///< [factors][lanes] diagonal of A; may be null
    double* work = nullptr;                ///< work_size(factors) values
};

[[nodiscard]] std::size_t half_step_work(std::size_t factors);
/// Solves all lanes: block principal pivoting (Kim & Park 2011, SIAM J. Sci. Comput. 33, 3261), four lanes at a time
/// with one masked factorisation; what does not settle in a few rounds goes to solve_box. The same bits on every
/// instruction set (no contraction, fixed order of sums).
void solve_half_step(const HalfStep& step) noexcept;

/// Only the matrices A_l: out[lane / k_lanes][packed][lane % k_lanes], packed x lanes values.
void normal_matrices(const HalfStep& step, double* out) noexcept;

/// pairs[a (a + 1) / 2 + b][t] = other[a][t] * other[b][t].
void fill_pairs(std::size_t factors, std::size_t stride, const double* other, double* pairs) noexcept;

}  // namespace lantian::receptor
