#include "models/receptor/dense.hpp"

#include <algorithm>
#include <cmath>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LANTIAN_CLONES [[gnu::target_clones("avx2", "default")]]
#else
#define LANTIAN_CLONES
#endif

namespace lantian::receptor {

namespace {

LANTIAN_CLONES void subtract_rows(double* to, const double* p0, const double* p1, const double* p2, const double* p3,
                                  double f0, double f1, double f2, double f3, std::size_t n) noexcept {
    for (std::size_t j = 0; j < n; ++j) to[j] = (((to[j] - f0 * p0[j]) - f1 * p1[j]) - f2 * p2[j]) - f3 * p3[j];
}

LANTIAN_CLONES void subtract_row(double* to, const double* p, double f, std::size_t n) noexcept {
    for (std::size_t j = 0; j < n; ++j) to[j] -= f * p[j];
}

}  // namespace

void subtract_scaled(double* to, const double* from, double factor, std::size_t n) noexcept {
    subtract_row(to, from, factor, n);
}

bool factor_upper(std::size_t n, std::span<double> a) noexcept {
    // Four pivot rows at a time, so that a row is read and written once for four updates.
    for (std::size_t j = 0; j < n; j += 4) {
        const std::size_t end = std::min(j + 4, n);
        for (std::size_t p = j; p < end; ++p) {
            double* const row = a.data() + p * n;
            if (!(row[p] > 0.0)) return false;
            const double root = std::sqrt(row[p]);
            row[p] = root;
            for (std::size_t c = p + 1; c < n; ++c) row[c] /= root;
            for (std::size_t i = p + 1; i < end; ++i) subtract_row(a.data() + i * n + i, row + i, row[i], n - i);
        }
        const double* const r = a.data() + j * n;
        for (std::size_t i = end; i < n; ++i) {
            double* const to = a.data() + i * n + i;
            if (end - j == 4) {
                subtract_rows(to, r + i, r + n + i, r + 2 * n + i, r + 3 * n + i, r[i], r[n + i], r[2 * n + i],
                              r[3 * n + i], n - i);
            } else {
                for (std::size_t p = j; p < end; ++p) subtract_row(to, a.data() + p * n + i, a[p * n + i], n - i);
            }
        }
    }
    return true;
}

void solve_upper(std::size_t n, std::span<const double> u, std::span<double> x) noexcept {
    for (std::size_t i = 0; i < n; ++i) {
        x[i] /= u[i * n + i];
        subtract_row(x.data() + i + 1, u.data() + i * n + i + 1, x[i], n - i - 1);
    }
    for (std::size_t i = n; i-- > 0;) {
        double sum = x[i];
        for (std::size_t j = i + 1; j < n; ++j) sum -= u[i * n + j] * x[j];
        x[i] = sum / u[i * n + i];
    }
}

void subtract_gram(std::size_t n, std::size_t rows, std::span<const double> p, std::span<double> a) noexcept {
    std::size_t r = 0;
    for (; r + 4 <= rows; r += 4) {
        const double* const q = p.data() + r * n;
        for (std::size_t i = 0; i < n; ++i)
            subtract_rows(a.data() + i * n + i, q + i, q + n + i, q + 2 * n + i, q + 3 * n + i, q[i], q[n + i],
                          q[2 * n + i], q[3 * n + i], n - i);
    }
    for (; r < rows; ++r) {
        const double* const q = p.data() + r * n;
        for (std::size_t i = 0; i < n; ++i) subtract_row(a.data() + i * n + i, q + i, q[i], n - i);
    }
}

}  // namespace lantian::receptor
