#include "models/puff/step_lane_loops.hpp"
