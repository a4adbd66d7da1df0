#pragma once

#include <cmath>
#include <random>

#include "models/sampling/segments.hpp"

namespace lantian::test {

/// Standing puffs with centres uniform in the grid and log-uniform spreads; source p modulo `sources`, weights between
/// 1 and 2.
inline Segments random_segments(std::size_t puffs, std::size_t nx, std::size_t ny, std::size_t channels,
                                std::size_t sources, double least_m, double most_m, double cell_m,
                                std::uint64_t seed = 1) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    Segments s;
    s.weights_per_segment = channels;
    for (std::size_t p = 0; p < puffs; ++p) {
        const double x = unit(random) * static_cast<double>(nx) * cell_m;
        const double y = unit(random) * static_cast<double>(ny) * cell_m;
        s.source.push_back(static_cast<std::uint32_t>(p % sources));
        s.x0_m.push_back(x);
        s.x1_m.push_back(x);
        s.y0_m.push_back(y);
        s.y1_m.push_back(y);
        s.sigma_m.push_back(least_m * std::pow(most_m / least_m, unit(random)));
        s.sigma_change_m.push_back(0.0);
        for (std::size_t c = 0; c < channels; ++c) {
            s.weight.push_back(1.0 + static_cast<double>((p + 3 * c) % 7) / 7.0);
            s.weight_change.push_back(0.0);
        }
    }
    return s;
}

}  // namespace lantian::test
