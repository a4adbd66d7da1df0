#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#pragma GCC push_options
#pragma GCC target("avx2,fma,popcnt")
#define LANTIAN_SIMD avx2
#define LANTIAN_SIMD_WIDTH 4
#include "models/sampling/receptor_kernel_loops.hpp"
#pragma GCC pop_options
#endif
