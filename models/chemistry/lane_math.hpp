#pragma once

// Compiled once for each instruction set, in a file of its own that names it by LANTIAN_LANES.
#include "models/chemistry/lane_work.hpp"

#ifndef LANTIAN_LANES
#define LANTIAN_LANES plain
#define LANTIAN_VECTOR_BYTES 16
#endif
#define LANTIAN_INLINE [[gnu::always_inline]] inline

namespace lantian::chemistry_lanes::LANTIAN_LANES {

using Index = CompiledMechanism::Index;

/// Doubles of one register.
inline constexpr std::size_t k_width = LANTIAN_VECTOR_BYTES / sizeof(double);
inline constexpr std::size_t k_registers = k_lanes / k_width;
using Register = double __attribute__((vector_size(LANTIAN_VECTOR_BYTES)));
using Bits = long long __attribute__((vector_size(LANTIAN_VECTOR_BYTES)));

/// k_lanes doubles in as many registers as the instruction set needs. Operations act on each double alone,
/// multiplication and addition rounded one by one, so that all instruction sets give the same bits.
struct Lanes {
    Register v[k_registers];
    Lanes() = default;
    // Register by register: the compiler's own copy moves halves of registers, which then wait for each other.
    LANTIAN_INLINE Lanes(const Lanes& other) {
        for (std::size_t i = 0; i < k_registers; ++i) v[i] = other.v[i];
    }
    LANTIAN_INLINE Lanes& operator=(const Lanes& other) {
        for (std::size_t i = 0; i < k_registers; ++i) v[i] = other.v[i];
        return *this;
    }
    LANTIAN_INLINE double& operator[](std::size_t l) { return reinterpret_cast<double*>(v)[l]; }
    LANTIAN_INLINE double operator[](std::size_t l) const { return reinterpret_cast<const double*>(v)[l]; }
};
/// The same for comparisons: all bits of a lane set or none.
struct Mask {
    Bits v[k_registers];
    LANTIAN_INLINE long long& operator[](std::size_t l) { return reinterpret_cast<long long*>(v)[l]; }
    LANTIAN_INLINE long long operator[](std::size_t l) const { return reinterpret_cast<const long long*>(v)[l]; }
};

// A macro and no function of a function: GCC does not hand the instruction set on to lambdas.
#define LANTIAN_EACH(expression)                                         \
    Lanes out;                                                           \
    for (std::size_t i = 0; i < k_registers; ++i) out.v[i] = expression; \
    return out

LANTIAN_INLINE Lanes all(double value) { LANTIAN_EACH(value - Register{}); }
LANTIAN_INLINE Lanes zero() { LANTIAN_EACH(Register{}); }
LANTIAN_INLINE Lanes operator+(const Lanes& a, const Lanes& b) { LANTIAN_EACH(a.v[i] + b.v[i]); }
LANTIAN_INLINE Lanes operator-(const Lanes& a, const Lanes& b) { LANTIAN_EACH(a.v[i] - b.v[i]); }
LANTIAN_INLINE Lanes operator*(const Lanes& a, const Lanes& b) { LANTIAN_EACH(a.v[i] * b.v[i]); }
LANTIAN_INLINE Lanes operator/(const Lanes& a, const Lanes& b) { LANTIAN_EACH(a.v[i] / b.v[i]); }
LANTIAN_INLINE Lanes operator*(double a, const Lanes& b) { LANTIAN_EACH(a * b.v[i]); }
LANTIAN_INLINE Lanes operator+(double a, const Lanes& b) { LANTIAN_EACH(a + b.v[i]); }
LANTIAN_INLINE Lanes operator/(double a, const Lanes& b) { LANTIAN_EACH(a / b.v[i]); }
LANTIAN_INLINE Lanes larger(const Lanes& a, const Lanes& b) { LANTIAN_EACH(a.v[i] > b.v[i] ? a.v[i] : b.v[i]); }
LANTIAN_INLINE Lanes smaller(const Lanes& a, const Lanes& b) { LANTIAN_EACH(a.v[i] < b.v[i] ? a.v[i] : b.v[i]); }
LANTIAN_INLINE Lanes magnitude(const Lanes& a) { LANTIAN_EACH(a.v[i] < 0.0 ? -a.v[i] : a.v[i]); }
/// a where the mask is set, else b.
LANTIAN_INLINE Lanes select(const Mask& m, const Lanes& a, const Lanes& b) { LANTIAN_EACH(m.v[i] ? a.v[i] : b.v[i]); }
/// 0 where a < least, else a.
LANTIAN_INLINE Lanes without_less(const Lanes& a, double least) { LANTIAN_EACH(a.v[i] < least ? Register{} : a.v[i]); }

/// exp of each lane, error below 2 units in the last place for |x| < 700; beyond it is held there. Reduction by ln 2 in
/// two parts, Taylor series to the 13th power.
LANTIAN_INLINE Register exp_register(Register x) {
    x = x > 700.0 ? 700.0 - Register{} : x;
    x = x < -700.0 ? -700.0 - Register{} : x;
    const Register magic = 6755399441055744.0 - Register{};  // 1.5 * 2^52: rounds to a whole number
    const Register shifted = x * 1.4426950408889634 + magic;
    const Register n = shifted - magic;
    const Register r = (x - n * 6.93145751953125e-1) - n * 1.42860682030941723212e-6;
    Register p = 1.0 / 6227020800.0 - Register{};
    for (const double c : {1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0, 1.0 / 362880.0, 1.0 / 40320.0,
                           1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0})
        p = p * r + c;
    return (Register)((Bits)p + ((Bits)shifted << 52));  // the whole number sits in the low bits; the rest shifts out
}

/// Natural logarithm of each lane, x > 0 and normal, error a few units in the last place.
LANTIAN_INLINE Register log_register(Register x) {
    // Mantissa in [sqrt(1/2), sqrt(2)): shift by the bits of sqrt(1/2).
    const Bits root = (Bits)(0.70710678118654752 - Register{});
    // An arithmetic shift of 64 bits is no instruction of AVX2: shift a number made positive, then take the offset off.
    const Bits offset = Bits{} + (1LL << 62);
    const Bits exponent = (Bits)((((Bits)x - root + offset) >> 52) - (1LL << 10));
    const Register m = (Register)((Bits)x - (exponent << 52));
    const Register magic = 6755399441055744.0 - Register{};
    const Register e = (Register)(exponent + (Bits)magic) - magic;
    const Register s = (m - 1.0) / (m + 1.0);
    const Register z = s * s;
    Register p = 1.0 / 23.0 - Register{};
    for (const double c : {1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0, 1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0,
                           1.0 / 5.0, 1.0 / 3.0})
        p = p * z + c;
    return e * 6.93145751953125e-1 + (e * 1.42860682030941723212e-6 + (2.0 * s + 2.0 * s * (z * p)));
}

LANTIAN_INLINE Lanes exp_lanes(const Lanes& x) { LANTIAN_EACH(exp_register(x.v[i])); }
LANTIAN_INLINE Lanes log_lanes(const Lanes& x) { LANTIAN_EACH(log_register(x.v[i])); }

}  // namespace lantian::chemistry_lanes::LANTIAN_LANES
