#include "models/sampling/receptor_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"
#include "models/sampling/reference.hpp"

namespace lantian {

namespace {

/// Beyond this many spreads from its path a puff is not felt: the density is below 2e-8 of that on the path.
constexpr double k_reach_sigmas = 6.0;

}  // namespace

ReceptorSampler::ReceptorSampler(const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor,
                                 std::size_t sources, std::size_t channels)
    : receptors_(receptors),
      height_of_receptor_(std::move(height_of_receptor)),
      sources_(sources),
      channels_(channels) {}

std::size_t ReceptorSampler::add(const Segments& segments, int threads, std::span<double> result) const {
    LANTIAN_ASSERT(result.size() == receptors_.size() * sources_ * channels_);
    std::vector<std::size_t> pairs(receptors_.size(), 0);
    parallel_for(receptors_.size(), threads, [&](std::size_t r) {
        const MapPoint at = receptors_[r].point;
        double* base = result.data() + r * sources_ * channels_;
        const std::size_t offset = height_of_receptor_[r] * channels_;
        for (std::size_t p = 0; p < segments.size(); ++p) {
            const double dx = 0.5 * (segments.x0_m[p] + segments.x1_m[p]) - at.x_m;
            const double dy = 0.5 * (segments.y0_m[p] + segments.y1_m[p]) - at.y_m;
            const double half_x = 0.5 * (segments.x1_m[p] - segments.x0_m[p]);
            const double half_y = 0.5 * (segments.y1_m[p] - segments.y0_m[p]);
            const double reach = k_reach_sigmas * segments.sigma_m[p];
            if (dx * dx + dy * dy > 2.0 * (reach * reach + half_x * half_x + half_y * half_y)) continue;
            // Where along the piece the path passes nearest, from -1/2 to 1/2.
            const double length_sq = 4.0 * (half_x * half_x + half_y * half_y);
            const double along =
                length_sq > 0.0 ? std::clamp(-2.0 * (dx * half_x + dy * half_y) / length_sq, -0.5, 0.5) : 0.0;
            const double sigma = segments.sigma_m[p] + along * segments.sigma_change_m[p];
            const double density = reference::segment_density_per_m2(at.x_m, at.y_m, segments.x0_m[p], segments.y0_m[p],
                                                                     segments.x1_m[p], segments.y1_m[p], sigma);
            const double* weights = segments.weight.data() + p * segments.weights_per_segment + offset;
            const double* changes = segments.weight_change.data() + p * segments.weights_per_segment + offset;
            double* out = base + segments.source[p] * channels_;
            for (std::size_t c = 0; c < channels_; ++c) out[c] += density * (weights[c] + along * changes[c]);
            ++pairs[r];
        }
    });
    std::size_t total = 0;
    for (const std::size_t n : pairs) total += n;
    return total;
}

}  // namespace lantian
