#pragma once

// Vertical densities of the puffs of a register, compiled once for each instruction set (core/math/simd.hpp): the laws
// of vertical.hpp and near_surface.hpp, where their sources stand.
#include "models/puff/growth_lanes.hpp"

namespace lantian::simd::LANTIAN_SIMD {

/// One image's term, where it counts beside the nearest.
LANTIAN_INLINE void add_image(Vec distance, Vec half_inverse, Vec least, Vec& sum) noexcept {
    const Vec exponent = distance * distance * half_inverse;
    const Mask counts = exponent - least < all(37.0);
    if (any(counts)) sum = sum + select(counts, exponential(-exponent), all(0.0));
}

/// image_density_per_m().
LANTIAN_INLINE Vec image_density(Vec z, Vec centre, Vec sigma, Vec lid) noexcept {
    const Vec half_inverse = all(0.5) / (sigma * sigma);
    const Vec direct = z - centre, sum_of = z + centre;
    const Vec least = direct * direct * half_inverse;
    Vec sum = exponential(-least);
    add_image(sum_of, half_inverse, least, sum);
    for (Vec shift = lid + lid;; shift = shift + lid + lid) {
        const Vec nearest = shift - sum_of;
        if (!any(nearest * nearest * half_inverse - least < all(37.0))) break;
        add_image(nearest, half_inverse, least, sum);
        add_image(shift - direct, half_inverse, least, sum);
        add_image(shift + direct, half_inverse, least, sum);
        add_image(shift + sum_of, half_inverse, least, sum);
    }
    return sum * all(0.3989422804014327) / sigma;
}

/// cosine_density_per_m().
LANTIAN_INLINE Vec cosine_density(Vec z, Vec centre, Vec sigma, Vec lid) noexcept {
    const Vec ratio = sigma / lid;
    const Vec decay = exponential(all(-0.5 * constants::k_pi * constants::k_pi) * ratio * ratio);
    const Vec decay_sq = decay * decay, least = all(1e-17);
    Vec cos_a = cosine_of_half_turns(z / lid), cos_b = cosine_of_half_turns(centre / lid);
    const Vec a = cos_a + cos_a, b = cos_b + cos_b;
    Vec before_a = all(1.0), before_b = all(1.0);
    Vec mode = decay, step = decay * decay_sq, sum = all(0.0);
    for (Mask counts = mode > least; any(counts); counts = mode > least) {
        sum = sum + select(counts, mode * cos_a * cos_b, all(0.0));
        mode = mode * step;
        step = step * decay_sq;
        const Vec next_a = a * cos_a - before_a, next_b = b * cos_b - before_b;
        before_a = cos_a;
        before_b = cos_b;
        cos_a = next_a;
        cos_b = next_b;
    }
    return (all(1.0) + sum + sum) / lid;
}

/// vertical_density_per_m() for z <= lid; `asked`: puffs whose density is wanted.
LANTIAN_INLINE Vec gaussian_density(Mask asked, Vec z, Vec centre, Vec sigma, Vec lid) noexcept {
    Vec out = all(1.0) / lid;
    const Mask narrow = sigma < all(0.4) * lid;
    const Mask wide = (sigma >= all(0.4) * lid) & (sigma < all(2.8) * lid);
    // Where a form does not serve it gets a spread with which its loop soon ends.
    if (any(asked & narrow)) out = select(narrow, image_density(z, centre, narrow ? sigma : all(0.1) * lid, lid), out);
    if (any(asked & wide)) out = select(wide, cosine_density(z, centre, wide ? sigma : all(2.0) * lid, lid), out);
    return out;
}

/// e^-(x^exponent).
LANTIAN_INLINE Vec shape_at(Vec x, const ShapeLanes& shape) noexcept { return exponential(-power(x, shape.exponent)); }
LANTIAN_INLINE void add_shaped(Vec distance, Vec direct, const ShapeLanes& shape, Vec& sum) noexcept {
    const Mask counts = distance - direct < shape.reach;
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

/// Density at a height of puffs below their lid; `asked` as above.
LANTIAN_INLINE Vec density_lanes(Mask asked, double height_m, Vec z, Vec sigma, Vec lid,
                                 const ShapeLanes& shape) noexcept {
    const Vec height = smaller(all(height_m), lid), centre = held(z, all(0.0), lid);
    const Mask shaped = shape.exponent < all(2.0), gaussian = shape.exponent >= all(2.0);
    Vec out = all(0.0);
    if (any(asked & gaussian)) out = gaussian_density(asked & gaussian, height, centre, sigma, lid);
    if (any(asked & shaped)) out = select(shaped, shaped_density(height, centre, sigma, lid, shape), out);
    return asked ? out : all(0.0);
}

}  // namespace lantian::simd::LANTIAN_SIMD
