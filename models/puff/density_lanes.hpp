#pragma once

// Vertical densities of the puffs of a register, compiled once for each instruction set (core/math/simd.hpp): the laws
// of vertical.hpp and near_surface.hpp, where their sources stand.
#include "models/puff/growth_lanes.hpp"

namespace lantian::simd::LANTIAN_SIMD {

/// One image's term, where it counts beside the nearest.
LANTIAN_INLINE void add_image(Vec distance, Vec half_inverse, Vec least, Vec& sum) noexcept {
    const Vec exponent = distance * distance * half_inverse;
    const Flags counts = exponent - least < all(37.0);
    if (any(counts)) sum = sum + select(counts, exponential(-exponent), all(0.0));
}

/// Puffs that are Gaussian between ground and lid: what serves every height, worked out once.
class GaussianLanes {
  public:
    /// `asked`: puffs whose density is wanted.
    LANTIAN_INLINE GaussianLanes(Flags asked, Vec centre, Vec sigma, Vec lid) noexcept
        : centre_(centre),
          lid_(lid),
          even_(all(1.0) / lid),
          narrow_(sigma < all(0.4) * lid),
          wide_((sigma >= all(0.4) * lid) & (sigma < all(2.8) * lid)),
          any_narrow_(any(asked & narrow_)),
          any_wide_(any(asked & wide_)) {
        // Where a form does not serve it gets a spread with which its loop soon ends.
        if (any_narrow_) {
            narrow_sigma_ = narrow_ ? sigma : all(0.1) * lid;
            half_inverse_ = all(0.5) / (narrow_sigma_ * narrow_sigma_);
        }
        if (any_wide_) {
            const Vec ratio = (wide_ ? sigma : all(2.0) * lid) / lid;
            decay_ = exponential(all(-0.5 * constants::k_pi * constants::k_pi) * ratio * ratio);
            cosine_ = cosine_of_half_turns(centre / lid);
        }
    }
    /// vertical_density_per_m() for heights z <= lid.
    template <std::size_t N>
    LANTIAN_INLINE void at(const Vec (&z)[N], Vec (&out)[N]) const noexcept {
        for (std::size_t n = 0; n < N; ++n) out[n] = any_narrow_ ? select(narrow_, of_images(z[n]), even_) : even_;
        if (any_wide_) add_cosines(z, out);
    }
    LANTIAN_INLINE Vec at(Vec z) const noexcept {
        const Vec heights[1] = {z};
        Vec out[1];
        at(heights, out);
        return out[0];
    }

  private:
    /// image_density_per_m().
    LANTIAN_INLINE Vec of_images(Vec z) const noexcept {
        const Vec direct = z - centre_, sum_of = z + centre_;
        const Vec least = direct * direct * half_inverse_;
        Vec sum = exponential(-least);
        add_image(sum_of, half_inverse_, least, sum);
        for (Vec shift = lid_ + lid_;; shift = shift + lid_ + lid_) {
            const Vec nearest = shift - sum_of;
            if (!any(nearest * nearest * half_inverse_ - least < all(37.0))) break;
            add_image(nearest, half_inverse_, least, sum);
            add_image(shift - direct, half_inverse_, least, sum);
            add_image(shift + direct, half_inverse_, least, sum);
            add_image(shift + sum_of, half_inverse_, least, sum);
        }
        return sum * all(0.3989422804014327) / narrow_sigma_;
    }
    /// cosine_density_per_m(); what modes have in common is worked out once for all heights.
    template <std::size_t N>
    LANTIAN_INLINE void add_cosines(const Vec (&z)[N], Vec (&out)[N]) const noexcept {
        const Vec decay_sq = decay_ * decay_, least = all(1e-17);
        Vec cos_a[N], a[N], before_a[N], sum[N];
        for (std::size_t n = 0; n < N; ++n) {
            cos_a[n] = cosine_of_half_turns(z[n] / lid_);
            a[n] = cos_a[n] + cos_a[n];
            before_a[n] = all(1.0);
            sum[n] = all(0.0);
        }
        Vec cos_b = cosine_, before_b = all(1.0);
        const Vec b = cos_b + cos_b;
        Vec mode = decay_, step = decay_ * decay_sq;
        for (Flags counts = mode > least; any(counts); counts = mode > least) {
            const Vec at_centre = select(counts, mode * cos_b, all(0.0));
            mode = mode * step;
            step = step * decay_sq;
            const Vec next_b = b * cos_b - before_b;
            before_b = cos_b;
            cos_b = next_b;
            for (std::size_t n = 0; n < N; ++n) {
                sum[n] = sum[n] + at_centre * cos_a[n];
                const Vec next_a = a[n] * cos_a[n] - before_a[n];
                before_a[n] = cos_a[n];
                cos_a[n] = next_a;
            }
        }
        for (std::size_t n = 0; n < N; ++n) out[n] = select(wide_, (all(1.0) + sum[n] + sum[n]) * even_, out[n]);
    }

    Vec centre_, lid_, even_;
    Flags narrow_, wide_;
    bool any_narrow_, any_wide_;
    Vec narrow_sigma_{}, half_inverse_{}, decay_{}, cosine_{};
};

/// e^-(x^exponent).
LANTIAN_INLINE Vec shape_at(Vec x, const ShapeLanes& shape) noexcept { return exponential(-power(x, shape.exponent)); }
LANTIAN_INLINE void add_shaped(Vec distance, Vec direct, const ShapeLanes& shape, Vec& sum) noexcept {
    const Flags counts = distance - direct < shape.reach;
    if (any(counts)) sum = sum + select(counts, shape_at(distance, shape), all(0.0));
}

/// shaped_density_per_m() where the exponent is below 2.
LANTIAN_INLINE Vec shaped_density(Vec z, Vec centre, Vec sigma, Vec lid, const ShapeLanes& shape) noexcept {
    const Vec scale = shape.scale / (all(k_mean_height_of_sigma) * sigma);
    const Vec direct = scale * magnitude(z - centre), far = lid + lid;
    Vec sum = shape_at(direct, shape);
    add_shaped(scale * (z + centre), direct, shape, sum);
    add_shaped(scale * magnitude(far - z - centre), direct, shape, sum);
    add_shaped(scale * magnitude(far - z + centre), direct, shape, sum);
    add_shaped(scale * magnitude(far + z - centre), direct, shape, sum);
    add_shaped(scale * (far + z + centre), direct, shape, sum);
    return shape.top * scale * sum;
}

/// Draughts of unit sigma_w and what they carry, as of Profile in step.cpp.
struct DraughtLanes {
    Flags carried;
    Vec share;    ///< of the matter that they have spread
    Vec draught;  ///< integral of sigma_w over the time in them
    Vec up_frac, up_mean, up_sigma, down_frac, down_mean, down_sigma;
};

/// Two normal laws of unit variance with this third moment: skewed_velocity().
LANTIAN_INLINE DraughtLanes draughts_of_skewness(Flags carried, Vec share, Vec draught, Vec third) noexcept {
    constexpr double k_r = 2.0, k_gamma = (1.0 + k_r * k_r) / (1.0 + 3.0 * k_r * k_r);
    const Vec lean = all(k_gamma) * third;
    const Vec root = square_root(lean * lean + all(4.0 / (1.0 + k_r * k_r)));
    const Vec up = all(0.5) * (lean + root), down = all(0.5) * (lean - root);
    const Vec up_frac = down / (down - up);
    return {carried, share, draught, up_frac, up, all(k_r) * up, all(1.0) - up_frac, down, all(-k_r) * down};
}

/// The part of one kind of draught in skewed_density_per_m().
LANTIAN_INLINE Vec draught_density(Vec z, Vec centre, Vec rest, Vec lid, const DraughtLanes& d, Vec mean,
                                   Vec sigma) noexcept {
    const Vec spread = sigma * d.draught;
    // The images of a centre beyond a mirror are those of its mirrored place.
    const Vec twice = lid + lid;
    const Vec away = magnitude(centre + mean * d.draught);
    const Vec within = away - twice * whole_below(away / twice);
    const Vec at = away > lid ? (within > lid ? twice - within : within) : away;
    return GaussianLanes(d.carried, at, square_root(rest + spread * spread), lid).at(z);
}

/// skewed_density_per_m().
LANTIAN_INLINE Vec skewed_density(Vec z, Vec centre, Vec sigma, Vec lid, const DraughtLanes& d) noexcept {
    const Vec carried = d.draught * d.draught *
                        (d.up_frac * (d.up_mean * d.up_mean + d.up_sigma * d.up_sigma) +
                         d.down_frac * (d.down_mean * d.down_mean + d.down_sigma * d.down_sigma));
    const Vec variance = sigma * sigma;
    const Vec rest = larger(variance - carried, all(1e-6) * variance);
    return d.up_frac * draught_density(z, centre, rest, lid, d, d.up_mean, d.up_sigma) +
           d.down_frac * draught_density(z, centre, rest, lid, d, d.down_mean, d.down_sigma);
}

/// Densities of puffs below their lid, height by height; `asked` as above.
class DensityLanes {
  public:
    LANTIAN_INLINE DensityLanes(Flags asked, Vec z, Vec sigma, Vec lid, const ShapeLanes& shape,
                                const DraughtLanes& draughts) noexcept
        : asked_(asked),
          shaped_(shape.exponent < all(2.0)),
          any_gaussian_(any(asked & (shape.exponent >= all(2.0)))),
          any_shaped_(any(asked & shaped_)),
          any_carried_(any(asked & draughts.carried)),
          centre_(held(z, all(0.0), lid)),
          sigma_(sigma),
          lid_(lid),
          gaussian_(asked & (shape.exponent >= all(2.0)), centre_, sigma, lid),
          shape_(shape),
          draughts_(draughts) {}

    template <std::size_t N>
    LANTIAN_INLINE void at(const double* height_m, Vec (&out)[N]) const noexcept {
        Vec height[N];
        for (std::size_t n = 0; n < N; ++n) {
            height[n] = smaller(all(height_m[n]), lid_);
            out[n] = all(0.0);
        }
        if (any_gaussian_) gaussian_.at(height, out);
        for (std::size_t n = 0; n < N; ++n) {
            if (any_shaped_) out[n] = select(shaped_, shaped_density(height[n], centre_, sigma_, lid_, shape_), out[n]);
            if (any_carried_) {
                const Vec skewed = skewed_density(height[n], centre_, sigma_, lid_, draughts_);
                out[n] = select(asked_ & draughts_.carried,
                                (all(1.0) - draughts_.share) * out[n] + draughts_.share * skewed, out[n]);
            }
            out[n] = select(asked_, out[n], all(0.0));
        }
    }

  private:
    Flags asked_, shaped_;
    bool any_gaussian_, any_shaped_, any_carried_;
    Vec centre_, sigma_, lid_;
    GaussianLanes gaussian_;
    const ShapeLanes& shape_;
    const DraughtLanes& draughts_;
};

}  // namespace lantian::simd::LANTIAN_SIMD
