#define LANTIAN_SIMD plain
#define LANTIAN_SIMD_WIDTH 1
#include "models/sampling/receptor_kernel_loops.hpp"
