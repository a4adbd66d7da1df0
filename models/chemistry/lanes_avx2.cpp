#include "models/chemistry/lane_work.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("avx2")
#define LANTIAN_LANES avx2
#define LANTIAN_VECTOR_BYTES 32
#include "models/chemistry/lane_grs.hpp"
#include "models/chemistry/lane_kernel.hpp"
#pragma GCC pop_options
#endif
