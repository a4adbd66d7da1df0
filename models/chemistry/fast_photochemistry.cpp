#include "models/chemistry/fast_photochemistry.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/assert.hpp"
#include "models/chemistry/lane_work.hpp"

namespace lantian {

NitrogenOzone photostationary(double nox, double ox, double ratio) noexcept {
    const double sum = nox + ox + ratio;
    const double root = std::sqrt(std::max(0.0, sum * sum - 4.0 * nox * ox));
    const double no2 = sum + root > 0.0 ? 2.0 * nox * ox / (sum + root) : 0.0;
    return {std::max(0.0, nox - no2), no2, std::max(0.0, ox - no2)};
}

NitrogenOzone relax_photostationary(NitrogenOzone state, double j_per_s, double k_per_s, double dt_s) noexcept {
    const double nox = state.no + state.no2, ox = state.o3 + state.no2;
    const double low = photostationary(nox, ox, j_per_s / k_per_s).no2;
    const double sum = nox + ox + j_per_s / k_per_s, high = sum - low;  // the roots of k (nox - x)(ox - x) = J x
    if (!(high > low)) {
        // nox = ox in the dark: second order with one reactant.
        const double left = nox - state.no2, now = left / (1.0 + k_per_s * left * dt_s);
        return {now, nox - now, ox - nox + now};
    }
    const double ratio = (state.no2 - low) / (state.no2 - high) * std::exp(-k_per_s * (high - low) * dt_s);
    const double no2 = std::clamp((low - ratio * high) / (1.0 - ratio), 0.0, std::min(nox, ox));
    return {nox - no2, no2, ox - no2};
}

void advance_grs(const GrsCells& cells, double dt_s, double part_s, LanePath path) {
    const std::size_t n = cells.no.size();
    LANTIAN_ASSERT(cells.no2.size() == n && cells.o3.size() == n && cells.roc.size() == n && cells.sgn.size() == n &&
                   cells.sngn.size() == n && cells.temperature_k.size() == n && cells.j_no2_per_s.size() == n);
    if (n == 0 || !(dt_s > 0.0)) return;
    const double parts = std::ceil(dt_s / part_s - 1e-9);
    chemistry_lanes::GrsWork w{n,
                               cells.no.data(),
                               cells.no2.data(),
                               cells.o3.data(),
                               cells.roc.data(),
                               cells.sgn.data(),
                               cells.sngn.data(),
                               cells.temperature_k.data(),
                               cells.j_no2_per_s.data(),
                               static_cast<std::size_t>(parts),
                               dt_s / parts};
    chemistry_lanes::choose_paths(path).grs(w);
}

}  // namespace lantian
