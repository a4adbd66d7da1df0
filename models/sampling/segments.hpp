#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/unfilled.hpp"

namespace lantian {

/// What the puffs of one step leave for the samplers: straight pieces of path, each with a round horizontal spread and
/// one weight per (height, channel), both linear along the piece. A weight times a horizontal density (m-2) is an
/// hourly mean (kg m-3) or an hourly deposit (kg m-2). Cells take the mean values of a piece, receptors those where the
/// path passes nearest.
struct Segments {
    std::size_t weights_per_segment = 0;  ///< heights x channels
    std::vector<std::uint32_t> source;
    std::vector<double> x0_m, y0_m, x1_m, y1_m;
    std::vector<double> sigma_m, sigma_change_m;   ///< mean of the piece, and its end less its start
    UnfilledVector<double> weight, weight_change;  ///< (segment, height, channel), likewise
    /// Where the weights of each piece stand when another holds them (refer()); then `weight` is not used.
    std::vector<const double*> weight_at, weight_change_at;
    /// When: from its start to the end of the step, and from its start to its own end, s. For receptors that move.
    std::vector<double> before_end_s, lasts_s;

    /// One piece but its weights; members as of the columns.
    struct Piece {
        std::uint32_t source;
        double x0_m, y0_m, x1_m, y1_m, sigma_m, sigma_change_m, before_end_s, lasts_s;
    };
    struct Weights {
        std::span<double> weight, change;
    };
    /// Adds a piece with so many weights, which are not set; returns their places, good until the next is added.
    Weights add(const Piece& piece, std::size_t weights) {
        source.push_back(piece.source);
        x0_m.push_back(piece.x0_m);
        y0_m.push_back(piece.y0_m);
        x1_m.push_back(piece.x1_m);
        y1_m.push_back(piece.y1_m);
        sigma_m.push_back(piece.sigma_m);
        sigma_change_m.push_back(piece.sigma_change_m);
        before_end_s.push_back(piece.before_end_s);
        lasts_s.push_back(piece.lasts_s);
        const std::size_t at = weight.size();
        weight.resize(at + weights);
        weight_change.resize(at + weights);
        return {std::span(weight).subspan(at), std::span(weight_change).subspan(at)};
    }

    [[nodiscard]] std::size_t size() const { return source.size(); }
    [[nodiscard]] const double* weights_of(std::size_t p) const {
        return weight_at.empty() ? weight.data() + p * weights_per_segment : weight_at[p];
    }
    [[nodiscard]] const double* changes_of(std::size_t p) const {
        return weight_at.empty() ? weight_change.data() + p * weights_per_segment : weight_change_at[p];
    }
    void clear() {
        for (auto* column : {&x0_m, &y0_m, &x1_m, &y1_m, &sigma_m, &sigma_change_m, &before_end_s, &lasts_s})
            column->clear();
        weight.clear();
        weight_change.clear();
        weight_at.clear();
        weight_change_at.clear();
        source.clear();
    }
    /// Room for n pieces whose weights others hold, to be filled by refer().
    void refer_to(std::size_t n) {
        for (auto* column : {&x0_m, &y0_m, &x1_m, &y1_m, &sigma_m, &sigma_change_m, &before_end_s, &lasts_s})
            column->resize(n);
        source.resize(n);
        weight_at.resize(n);
        weight_change_at.resize(n);
    }
    /// Writes the pieces of `other`, which keeps their weights and must not change meanwhile, over those from `at` on.
    void refer(std::size_t at, const Segments& other) {
        const auto put = [at](auto& to, const auto& from) {
            std::copy(from.begin(), from.end(), to.begin() + static_cast<std::ptrdiff_t>(at));
        };
        put(source, other.source);
        put(x0_m, other.x0_m);
        put(y0_m, other.y0_m);
        put(x1_m, other.x1_m);
        put(y1_m, other.y1_m);
        put(sigma_m, other.sigma_m);
        put(sigma_change_m, other.sigma_change_m);
        put(before_end_s, other.before_end_s);
        put(lasts_s, other.lasts_s);
        for (std::size_t n = 0; n < other.size(); ++n) {
            weight_at[at + n] = other.weight.data() + n * weights_per_segment;
            weight_change_at[at + n] = other.weight_change.data() + n * weights_per_segment;
        }
    }
    void append(const Segments& other) {
        source.insert(source.end(), other.source.begin(), other.source.end());
        x0_m.insert(x0_m.end(), other.x0_m.begin(), other.x0_m.end());
        y0_m.insert(y0_m.end(), other.y0_m.begin(), other.y0_m.end());
        x1_m.insert(x1_m.end(), other.x1_m.begin(), other.x1_m.end());
        y1_m.insert(y1_m.end(), other.y1_m.begin(), other.y1_m.end());
        sigma_m.insert(sigma_m.end(), other.sigma_m.begin(), other.sigma_m.end());
        sigma_change_m.insert(sigma_change_m.end(), other.sigma_change_m.begin(), other.sigma_change_m.end());
        weight.insert(weight.end(), other.weight.begin(), other.weight.end());
        weight_change.insert(weight_change.end(), other.weight_change.begin(), other.weight_change.end());
        before_end_s.insert(before_end_s.end(), other.before_end_s.begin(), other.before_end_s.end());
        lasts_s.insert(lasts_s.end(), other.lasts_s.begin(), other.lasts_s.end());
    }
};

}  // namespace lantian
