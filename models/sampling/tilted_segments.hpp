#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "models/sampling/segments.hpp"

namespace lantian {

/// Spread of a leaning puff at one height, and how its centre moves from height to height: what is left of the
/// horizontal second moments S when the height is known, S - t t^T/V, and the slope t/V (t: covariances with the
/// height, V: its variance).
struct TiltedSpread {
    double xx_m2, xy_m2, yy_m2;
    double slope_x, slope_y;
    double mean_height_m;  ///< where the centre is the puff's own

    [[nodiscard]] double larger_variance_m2() const {
        return 0.5 * (xx_m2 + yy_m2) + std::hypot(0.5 * (xx_m2 - yy_m2), xy_m2);
    }
    /// The spread at a place of a piece of which this is the mean; along: -0.5 start to 0.5 end.
    [[nodiscard]] TiltedSpread changed(const TiltedSpread& change, double along) const {
        return {xx_m2 + along * change.xx_m2,     xy_m2 + along * change.xy_m2,
                yy_m2 + along * change.yy_m2,     slope_x + along * change.slope_x,
                slope_y + along * change.slope_y, mean_height_m + along * change.mean_height_m};
    }
};

/// Pieces of path of puffs that are not round: as Segments (sigma is not used), with the spread at one height, its
/// mean over the piece and its end less its start.
struct TiltedSegments {
    Segments pieces;
    std::vector<TiltedSpread> spread, spread_change;

    [[nodiscard]] std::size_t size() const { return spread.size(); }
    void clear() {
        pieces.clear();
        spread.clear();
        spread_change.clear();
    }
    /// Takes the spreads at both ends of a piece if it has to be sampled as what it is: further from round, or from
    /// upright as seen at height_m, than a twentieth of variance or spread. The caller then fills `pieces`.
    [[nodiscard]] bool add_if_tilted(const TiltedSpread& start, const TiltedSpread& end, double height_m) {
        const TiltedSpread mean{0.5 * (start.xx_m2 + end.xx_m2),     0.5 * (start.xy_m2 + end.xy_m2),
                                0.5 * (start.yy_m2 + end.yy_m2),     0.5 * (start.slope_x + end.slope_x),
                                0.5 * (start.slope_y + end.slope_y), 0.5 * (start.mean_height_m + end.mean_height_m)};
        constexpr double k_round_frac = 0.05;
        const double variance = 0.5 * (mean.xx_m2 + mean.yy_m2);
        const double up = height_m - mean.mean_height_m;
        const double shift_sq = (mean.slope_x * mean.slope_x + mean.slope_y * mean.slope_y) * up * up;
        if (std::hypot(0.5 * (mean.xx_m2 - mean.yy_m2), mean.xy_m2) <= k_round_frac * variance &&
            shift_sq <= k_round_frac * k_round_frac * variance)
            return false;
        spread.push_back(mean);
        spread_change.push_back({end.xx_m2 - start.xx_m2, end.xy_m2 - start.xy_m2, end.yy_m2 - start.yy_m2,
                                 end.slope_x - start.slope_x, end.slope_y - start.slope_y,
                                 end.mean_height_m - start.mean_height_m});
        return true;
    }
    void append(const TiltedSegments& other) {
        pieces.append(other.pieces);
        spread.insert(spread.end(), other.spread.begin(), other.spread.end());
        spread_change.insert(spread_change.end(), other.spread_change.begin(), other.spread_change.end());
    }
};

}  // namespace lantian
