#include "core/math/batched.hpp"

#include "core/base/assert.hpp"

namespace lantian {

namespace simd {

#define LANTIAN_BATCHED_LOOPS(set)                                        \
    namespace set {                                                       \
    void exp_loop(const double* x, double* out, std::size_t n) noexcept;  \
    void erf_loop(const double* x, double* out, std::size_t n) noexcept;  \
    void erfc_loop(const double* x, double* out, std::size_t n) noexcept; \
    }
LANTIAN_BATCHED_LOOPS(plain)
#if defined(__x86_64__) && defined(__GNUC__)
LANTIAN_BATCHED_LOOPS(avx2)
LANTIAN_BATCHED_LOOPS(avx512)
#else
namespace avx2 = plain;
namespace avx512 = plain;
#endif
#undef LANTIAN_BATCHED_LOOPS

}  // namespace simd

void exp_batched(std::span<const double> x, std::span<double> out, InstructionSet set) noexcept {
    LANTIAN_ASSERT(x.size() == out.size());
    kernel_for(set, simd::plain::exp_loop, simd::avx2::exp_loop, simd::avx512::exp_loop)(x.data(), out.data(),
                                                                                         x.size());
}

void erf_batched(std::span<const double> x, std::span<double> out, InstructionSet set) noexcept {
    LANTIAN_ASSERT(x.size() == out.size());
    kernel_for(set, simd::plain::erf_loop, simd::avx2::erf_loop, simd::avx512::erf_loop)(x.data(), out.data(),
                                                                                         x.size());
}

void erfc_batched(std::span<const double> x, std::span<double> out, InstructionSet set) noexcept {
    LANTIAN_ASSERT(x.size() == out.size());
    kernel_for(set, simd::plain::erfc_loop, simd::avx2::erfc_loop, simd::avx512::erfc_loop)(x.data(), out.data(),
                                                                                            x.size());
}

}  // namespace lantian
