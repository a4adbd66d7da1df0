#define LANTIAN_SIMD plain
#define LANTIAN_SIMD_WIDTH 1
#include "models/sampling/tilted_kernel_loops.hpp"
