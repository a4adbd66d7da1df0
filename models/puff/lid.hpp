#pragma once

#include <array>

#include "models/puff/merge.hpp"

namespace lantian {

// What a lid that falls or rises does to a puff, on values. Theory page of this room, section 3.

/// Heights between which matter lies evenly, m.
struct EvenLayer {
    double low_m, high_m;
    [[nodiscard]] double depth_m() const { return high_m - low_m; }
};

/// The even layer of a centre and a spread: the same mean and variance.
[[nodiscard]] EvenLayer even_layer(double centre_m, double sigma_z_m) noexcept;

/// Share of the layer below a height: what a lid there has left below it, or, as it grows, has taken in.
[[nodiscard]] double frac_below(const EvenLayer& layer, double height_m) noexcept;

/// The parts below and above height_m of a puff that fills the layer evenly, apart as the parent leans; weights by
/// depth. Weight, mean and second moments of both are those of the parent. low < height_m < high.
[[nodiscard]] std::array<Moments, 2> cut_even_layer(const Moments& parent, const EvenLayer& layer,
                                                    double height_m) noexcept;

/// The mixing height at the place of a puff: now, and at both ends of the time between two states of the weather.
struct MixingHeights {
    double now_m, begin_m, end_m;
};

/// Whether a mixing height has sunk so far below the top of a mixed puff that the puff is cut: below half of it, and no
/// longer falling by a tenth between the states, so that one evening cuts a puff once.
[[nodiscard]] bool sunk_within(const MixingHeights& height, double lid_m) noexcept;

/// Whether a rising mixing height has taken in enough of a puff above it for a puff of its own: a third, and less than
/// all.
[[nodiscard]] bool risen_within(const MixingHeights& height, const EvenLayer& layer) noexcept;

}  // namespace lantian
