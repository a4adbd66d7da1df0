#include "models/chemistry/lane_work.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#define LANTIAN_LANES plain
#define LANTIAN_VECTOR_BYTES 16
#include "models/chemistry/lane_grs.hpp"
#include "models/chemistry/lane_kernel.hpp"
