#define LANTIAN_SIMD plain
#define LANTIAN_SIMD_WIDTH 1
#include "core/math/batched_loops.hpp"
