#include "models/receptor/box_solve.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "core/math/instruction_set.hpp"

namespace lantian::receptor {

namespace {

constexpr std::size_t k_width = 4;
using Vec = double __attribute__((vector_size(k_width * sizeof(double))));
using Mask = std::int64_t __attribute__((vector_size(k_width * sizeof(double))));

/// Relative size below which a pivot counts as lost to rounding.
constexpr double k_ridge = 1e-13;
/// A multiplier smaller than this part of |b| is rounding, not a reason to free a variable.
constexpr double k_multiplier_noise = 1e-13;
constexpr int k_rounds = 12;

#define LANTIAN_INLINE [[gnu::always_inline]] inline

LANTIAN_INLINE void load(Vec& v, const double* from) { std::memcpy(&v, from, sizeof v); }
LANTIAN_INLINE void store(double* to, const Vec& v) { std::memcpy(to, &v, sizeof v); }

/// out[c][0..7] = sum over t of a[t][0..7] * p[c][t] for Count rows c.
template <std::size_t Count>
LANTIAN_INLINE void product_block(const double* a, std::size_t a_stride, const double* p, std::size_t p_stride,
                                  std::size_t terms, double* out) {
    Vec sum[Count][2];
    for (std::size_t c = 0; c < Count; ++c) sum[c][0] = sum[c][1] = Vec{0.0, 0.0, 0.0, 0.0};
    for (std::size_t t = 0; t < terms; ++t) {
        Vec a0, a1;
        load(a0, a + t * a_stride);
        load(a1, a + t * a_stride + k_width);
        for (std::size_t c = 0; c < Count; ++c) {
            const double f = p[c * p_stride + t];
            sum[c][0] += a0 * f;
            sum[c][1] += a1 * f;
        }
    }
    for (std::size_t c = 0; c < Count; ++c) {
        store(out + c * HalfStep::k_lanes, sum[c][0]);
        store(out + c * HalfStep::k_lanes + k_width, sum[c][1]);
    }
}

LANTIAN_INLINE void products(const double* a, std::size_t a_stride, const double* p, std::size_t p_stride,
                             std::size_t rows, std::size_t terms, double* out) {
    std::size_t c = 0;
    for (; c + 6 <= rows; c += 6)
        product_block<6>(a, a_stride, p + c * p_stride, p_stride, terms, out + c * HalfStep::k_lanes);
    const double* rest = p + c * p_stride;
    double* to = out + c * HalfStep::k_lanes;
    switch (rows - c) {
        case 1:
            return product_block<1>(a, a_stride, rest, p_stride, terms, to);
        case 2:
            return product_block<2>(a, a_stride, rest, p_stride, terms, to);
        case 3:
            return product_block<3>(a, a_stride, rest, p_stride, terms, to);
        case 4:
            return product_block<4>(a, a_stride, rest, p_stride, terms, to);
        case 5:
            return product_block<5>(a, a_stride, rest, p_stride, terms, to);
        default:
            return;
    }
}

LANTIAN_INLINE bool any(const Mask& m) { return (m[0] | m[1] | m[2] | m[3]) != 0; }

/// Lanes that did not settle: one by one.
void settle(const HalfStep& s, std::size_t lane, const double* a, const double* b, std::size_t offset) {
    const std::size_t k = s.factors;
    std::vector<double> m(packed_size(k)), rhs(k), lo(k), hi(k), x(k);
    for (std::size_t c = 0; c < m.size(); ++c) m[c] = a[c * HalfStep::k_lanes + offset];
    for (std::size_t f = 0; f < k; ++f) {
        rhs[f] = b[f * HalfStep::k_lanes + offset];
        lo[f] = s.upper ? s.lower[f * s.lanes + lane] : 0.0;
        hi[f] = s.upper ? s.upper[f * s.lanes + lane] : HUGE_VAL;
        x[f] = s.x[f * s.lanes + lane];
    }
    solve_box(m, rhs, lo, hi, x);
    for (std::size_t f = 0; f < k; ++f) s.x[f * s.lanes + lane] = x[f];
}

/// Four lanes. a: [packed][k_lanes], b: [factors][k_lanes], both from the lane group's own offset.
template <bool Bounded>
LANTIAN_INLINE void solve_four(const HalfStep& s, std::size_t lane, const double* a, const double* b,
                               std::size_t offset, double* work) {
    const std::size_t k = s.factors, stride = HalfStep::k_lanes;
    double* const m = work;                          // [packed][4]
    double* const z = m + packed_size(k) * k_width;  // [k][4]
    double* const u = z + k * k_width;               // [k][4]
    auto* const at_low = reinterpret_cast<std::int64_t*>(u + k * k_width);
    std::int64_t* const at_high = at_low + k * k_width;
    const Vec zero{0.0, 0.0, 0.0, 0.0}, one{1.0, 1.0, 1.0, 1.0};
    for (std::size_t f = 0; f < k; ++f) {
        Vec x, lo = zero, hi = zero;
        load(x, s.x + f * s.lanes + lane);
        if constexpr (Bounded) {
            load(lo, s.lower + f * s.lanes + lane);
            load(hi, s.upper + f * s.lanes + lane);
        }
        Mask low = x <= lo, high{};
        if constexpr (Bounded) high = (x >= hi) & ~low;
        std::memcpy(at_low + f * k_width, &low, sizeof low);
        std::memcpy(at_high + f * k_width, &high, sizeof high);
    }
    Mask open = ~Mask{};
    for (int round = 0; round < k_rounds && any(open); ++round) {
        // Right-hand side and matrix of the free variables; the others stand as x = bound.
        for (std::size_t f = 0; f < k; ++f) {
            Vec rhs;
            load(rhs, b + f * stride + offset);
            Mask low, high;
            std::memcpy(&low, at_low + f * k_width, sizeof low);
            std::memcpy(&high, at_high + f * k_width, sizeof high);
            if constexpr (Bounded) {
                Vec lo, hi;
                load(lo, s.lower + f * s.lanes + lane);
                load(hi, s.upper + f * s.lanes + lane);
                const Vec bound = low ? lo : (high ? hi : zero);
                store(u + f * k_width, bound);
            }
            const Vec masked = (low | high) ? zero : rhs;
            store(z + f * k_width, masked);
            for (std::size_t g = 0; g <= f; ++g) {
                Vec v;
                load(v, a + (packed_size(f) + g) * stride + offset);
                Mask low_g, high_g;
                std::memcpy(&low_g, at_low + g * k_width, sizeof low_g);
                std::memcpy(&high_g, at_high + g * k_width, sizeof high_g);
                const Mask fixed = low | high | low_g | high_g;
                Vec kept = fixed ? zero : v;
                if (g == f) {
                    const Mask lost = fixed | (v <= zero);
                    kept = lost ? one : v;
                }
                store(m + (packed_size(f) + g) * k_width, kept);
            }
        }
        if constexpr (Bounded) {
            for (std::size_t f = 0; f < k; ++f) {
                Vec rhs, bound;
                load(rhs, z + f * k_width);
                load(bound, u + f * k_width);
                Mask low, high;
                std::memcpy(&low, at_low + f * k_width, sizeof low);
                std::memcpy(&high, at_high + f * k_width, sizeof high);
                Vec shift = zero;
                for (std::size_t g = 0; g < k; ++g) {
                    Vec v, bound_g;
                    const std::size_t at = f >= g ? packed_size(f) + g : packed_size(g) + f;
                    load(v, a + at * stride + offset);
                    load(bound_g, u + g * k_width);
                    shift += v * bound_g;
                }
                rhs = (low | high) ? bound : rhs - shift;
                store(z + f * k_width, rhs);
            }
        }
        // L D L^T in place, then both triangles.
        for (std::size_t j = 0; j < k; ++j) {
            Vec pivot, whole;
            load(pivot, m + (packed_size(j) + j) * k_width);
            load(whole, a + (packed_size(j) + j) * stride + offset);
            const Vec least = whole * k_ridge;
            const Mask lost = (pivot < least) & (whole > zero);
            pivot = lost ? least : pivot;
            const Vec inverse = one / pivot;
            store(m + (packed_size(j) + j) * k_width, inverse);
            for (std::size_t i = j + 1; i < k; ++i) {
                Vec v;
                load(v, m + (packed_size(i) + j) * k_width);
                store(u + i * k_width, v);
                const Vec l = v * inverse;
                store(m + (packed_size(i) + j) * k_width, l);
                for (std::size_t g = j + 1; g <= i; ++g) {
                    Vec t, ug;
                    load(t, m + (packed_size(i) + g) * k_width);
                    load(ug, u + g * k_width);
                    t -= l * ug;
                    store(m + (packed_size(i) + g) * k_width, t);
                }
            }
        }
        for (std::size_t i = 0; i < k; ++i) {
            Vec v;
            load(v, z + i * k_width);
            for (std::size_t j = 0; j < i; ++j) {
                Vec l, zj;
                load(l, m + (packed_size(i) + j) * k_width);
                load(zj, z + j * k_width);
                v -= l * zj;
            }
            store(z + i * k_width, v);
        }
        for (std::size_t i = k; i-- > 0;) {
            Vec v, d;
            load(v, z + i * k_width);
            load(d, m + (packed_size(i) + i) * k_width);
            v *= d;
            for (std::size_t j = i + 1; j < k; ++j) {
                Vec l, zj;
                load(l, m + (packed_size(j) + i) * k_width);
                load(zj, z + j * k_width);
                v -= l * zj;
            }
            store(z + i * k_width, v);
        }
        // Exchange everything that is on the wrong side.
        Mask wrong{};
        for (std::size_t f = 0; f < k; ++f) {
            Vec zf, rhs, lo = zero, hi = zero;
            load(zf, z + f * k_width);
            load(rhs, b + f * stride + offset);
            Mask low, high;
            std::memcpy(&low, at_low + f * k_width, sizeof low);
            std::memcpy(&high, at_high + f * k_width, sizeof high);
            Vec slope = -rhs;
            for (std::size_t g = 0; g < k; ++g) {
                Vec v, zg;
                const std::size_t at = f >= g ? packed_size(f) + g : packed_size(g) + f;
                load(v, a + at * stride + offset);
                load(zg, z + g * k_width);
                slope += v * zg;
            }
            const Vec size = rhs < zero ? -rhs : rhs;
            const Vec noise = size * k_multiplier_noise;
            if constexpr (Bounded) {
                load(lo, s.lower + f * s.lanes + lane);
                load(hi, s.upper + f * s.lanes + lane);
            }
            const Mask free = ~(low | high);
            Mask release = low & (slope < -noise);
            Mask to_low = free & (zf < lo), to_high{};
            if constexpr (Bounded) {
                release = (release | (high & (slope > noise))) & (hi > lo);
                to_high = free & (zf > hi);
            }
            low = (low & ~release) | (to_low & open);
            high = (high & ~release) | (to_high & open);
            wrong |= release | to_low | to_high;
            const Vec clipped = zf < lo ? lo : zf;
            store(z + f * k_width, clipped);
            std::memcpy(at_low + f * k_width, &low, sizeof low);
            std::memcpy(at_high + f * k_width, &high, sizeof high);
        }
        // Settled lanes keep their answer; the others go on.
        const Mask done = open & ~wrong;
        if (any(done)) {
            for (std::size_t f = 0; f < k; ++f) {
                Vec zf, x;
                load(zf, z + f * k_width);
                load(x, s.x + f * s.lanes + lane);
                const Vec now = done ? zf : x;
                store(s.x + f * s.lanes + lane, now);
            }
        }
        open &= wrong;
    }
    if (!any(open)) return;
    for (std::size_t i = 0; i < k_width; ++i) {
        if (open[i] != 0) settle(s, lane + i, a, b, offset + i);
    }
}

LANTIAN_INLINE void half_step(const HalfStep& s) {
    const std::size_t k = s.factors, packed = packed_size(k);
    double* const a = s.work;
    double* const b = a + packed * HalfStep::k_lanes;
    double* const more = b + k * HalfStep::k_lanes;
    for (std::size_t lane = 0; lane < s.lanes; lane += HalfStep::k_lanes) {
        products(s.w + lane, s.lanes, s.pairs, s.other_stride, packed, s.terms, a);
        products(s.wx + lane, s.lanes, s.other, s.other_stride, k, s.terms, b);
        for (std::size_t f = 0; f < k; ++f) {
            double* const diagonal = a + (packed_size(f) + f) * HalfStep::k_lanes;
            for (std::size_t i = 0; i < HalfStep::k_lanes; ++i) {
                if (s.prior_weight) diagonal[i] += s.prior_weight[f * s.lanes + lane + i];
                if (s.linear) b[f * HalfStep::k_lanes + i] += s.linear[f * s.lanes + lane + i];
            }
            if (s.curvature)
                std::memcpy(s.curvature + f * s.lanes + lane, diagonal, HalfStep::k_lanes * sizeof(double));
        }
        for (std::size_t offset = 0; offset < HalfStep::k_lanes; offset += k_width) {
            if (s.upper) {
                solve_four<true>(s, lane + offset, a, b, offset, more);
            } else {
                solve_four<false>(s, lane + offset, a, b, offset, more);
            }
            if (!s.value) continue;
            Vec sum{0.0, 0.0, 0.0, 0.0};
            for (std::size_t f = 0; f < k; ++f) {
                Vec ax{0.0, 0.0, 0.0, 0.0}, x, rhs;
                for (std::size_t g = 0; g < k; ++g) {
                    Vec v, xg;
                    const std::size_t at = f >= g ? packed_size(f) + g : packed_size(g) + f;
                    load(v, a + at * HalfStep::k_lanes + offset);
                    load(xg, s.x + g * s.lanes + lane + offset);
                    ax += v * xg;
                }
                load(x, s.x + f * s.lanes + lane + offset);
                load(rhs, b + f * HalfStep::k_lanes + offset);
                sum += x * (ax - 2.0 * rhs);
            }
            store(s.value + lane + offset, sum);
        }
    }
}

LANTIAN_INLINE void matrices(const HalfStep& s, double* out) {
    const std::size_t packed = packed_size(s.factors);
    for (std::size_t lane = 0; lane < s.lanes; lane += HalfStep::k_lanes) {
        double* const a = out + lane * packed;
        products(s.w + lane, s.lanes, s.pairs, s.other_stride, packed, s.terms, a);
        if (!s.prior_weight) continue;
        for (std::size_t f = 0; f < s.factors; ++f) {
            for (std::size_t i = 0; i < HalfStep::k_lanes; ++i)
                a[(packed_size(f) + f) * HalfStep::k_lanes + i] += s.prior_weight[f * s.lanes + lane + i];
        }
    }
}

void half_step_plain(const HalfStep& s) noexcept { half_step(s); }
void matrices_plain(const HalfStep& s, double* out) noexcept { matrices(s, out); }

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] void half_step_avx2(const HalfStep& s) noexcept { half_step(s); }
[[gnu::target("avx2")]] void matrices_avx2(const HalfStep& s, double* out) noexcept { matrices(s, out); }
using Kernel = void (*)(const HalfStep&) noexcept;
using MatricesKernel = void (*)(const HalfStep&, double*) noexcept;
Kernel choose() noexcept { return kernel_for(instruction_set(), half_step_plain, half_step_avx2, half_step_avx2); }
#endif

}  // namespace

std::size_t half_step_work(std::size_t factors) {
    const std::size_t packed = packed_size(factors);
    return (packed + factors) * HalfStep::k_lanes + (packed + 4 * factors) * k_width;
}

void solve_half_step(const HalfStep& step) noexcept {
#if defined(__x86_64__) && defined(__GNUC__)
    static const Kernel kernel = choose();
    kernel(step);
#else
    half_step_plain(step);
#endif
}

void normal_matrices(const HalfStep& step, double* out) noexcept {
#if defined(__x86_64__) && defined(__GNUC__)
    static const MatricesKernel kernel =
        kernel_for<MatricesKernel>(instruction_set(), matrices_plain, matrices_avx2, matrices_avx2);
    kernel(step, out);
#else
    matrices_plain(step, out);
#endif
}

void fill_pairs(std::size_t factors, std::size_t stride, const double* other, double* pairs) noexcept {
    for (std::size_t a = 0; a < factors; ++a) {
        for (std::size_t b = 0; b <= a; ++b) {
            double* const to = pairs + (packed_size(a) + b) * stride;
            const double* const x = other + a * stride;
            const double* const y = other + b * stride;
            for (std::size_t t = 0; t < stride; ++t) to[t] = x[t] * y[t];
        }
    }
}

void solve_box(std::span<const double> a, std::span<const double> b, std::span<const double> lower,
               std::span<const double> upper, std::span<double> x) {
    const std::size_t k = b.size();
    const auto entry = [&](std::size_t i, std::size_t j) {
        return i >= j ? a[packed_size(i) + j] : a[packed_size(j) + i];
    };
    enum class At : char { low, high, free };
    std::vector<At> at(k);
    for (std::size_t i = 0; i < k; ++i) {
        x[i] = std::clamp(x[i], lower[i], upper[i]);
        at[i] = x[i] <= lower[i] ? At::low : x[i] >= upper[i] ? At::high : At::free;
    }
    std::vector<std::size_t> free;
    std::vector<double> l, z;
    // Every step frees one variable or binds at least one, and the value never rises: the cap is only for NaN.
    for (std::size_t round = 0; round < 100 * (k + 1); ++round) {
        free.clear();
        for (std::size_t i = 0; i < k; ++i) {
            if (at[i] == At::free) free.push_back(i);
        }
        const std::size_t n = free.size();
        l.assign(n * n, 0.0);
        z.assign(n, 0.0);
        for (std::size_t p = 0; p < n; ++p) {
            z[p] = b[free[p]];
            for (std::size_t i = 0; i < k; ++i) {
                if (at[i] != At::free) z[p] -= entry(free[p], i) * x[i];
            }
            for (std::size_t q = 0; q <= p; ++q) {
                double v = entry(free[p], free[q]);
                for (std::size_t r = 0; r < q; ++r) v -= l[p * n + r] * l[q * n + r];
                if (q < p) {
                    l[p * n + q] = v / l[q * n + q];
                } else {
                    const double whole = entry(free[p], free[p]);
                    l[p * n + p] = std::sqrt(std::max(v, whole > 0.0 ? k_ridge * whole : 1.0));
                }
            }
        }
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t r = 0; r < p; ++r) z[p] -= l[p * n + r] * z[r];
            z[p] /= l[p * n + p];
        }
        for (std::size_t p = n; p-- > 0;) {
            for (std::size_t r = p + 1; r < n; ++r) z[p] -= l[r * n + p] * z[r];
            z[p] /= l[p * n + p];
        }
        double step = 1.0;
        std::size_t blocking = n;
        for (std::size_t p = 0; p < n; ++p) {
            const double from = x[free[p]], move = z[p] - from;
            double reach = 1.0;
            if (z[p] < lower[free[p]]) reach = (lower[free[p]] - from) / move;
            if (z[p] > upper[free[p]]) reach = (upper[free[p]] - from) / move;
            if (reach < step) {
                step = reach;
                blocking = p;
            }
        }
        for (std::size_t p = 0; p < n; ++p) {
            const std::size_t i = free[p];
            x[i] = std::clamp(x[i] + step * (z[p] - x[i]), lower[i], upper[i]);
        }
        if (blocking < n) {
            const std::size_t i = free[blocking];
            at[i] = z[blocking] < lower[i] ? At::low : At::high;
            x[i] = at[i] == At::low ? lower[i] : upper[i];
            continue;
        }
        double worst = 0.0;
        std::size_t release = k;
        for (std::size_t i = 0; i < k; ++i) {
            if (at[i] == At::free || !(upper[i] > lower[i])) continue;
            double slope = -b[i];
            for (std::size_t j = 0; j < k; ++j) slope += entry(i, j) * x[j];
            const double gain = at[i] == At::low ? -slope : slope;
            if (gain > k_multiplier_noise * std::abs(b[i]) && gain > worst) {
                worst = gain;
                release = i;
            }
        }
        if (release == k) return;
        at[release] = At::free;
    }
}

}  // namespace lantian::receptor
