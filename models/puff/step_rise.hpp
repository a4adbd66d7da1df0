#pragma once

#include <cstddef>

#include "core/data/puffs.hpp"
#include "models/puff/plume_path.hpp"

namespace lantian {

/// Plume rise that comes while the path grows by `path_m`: rise_rate ((s + ds)^(2/3) - s^(2/3)), not above what is
/// left, and the spread it brings (rise / 3.5, in quadrature).
void rise(PuffStore& puffs, std::size_t index, double path_m) noexcept;

/// A puff on the path of its plume goes up and spreads as that says. `start_m` are the spreads before the sub-step's
/// own growth, which counts only where the path sets none. Past the end it is a puff like others.
void follow(PuffStore& puffs, std::size_t index, const PlumePath& path, double path_m, double sigma_y_start_m,
            double sigma_z_start_m) noexcept;

}  // namespace lantian
