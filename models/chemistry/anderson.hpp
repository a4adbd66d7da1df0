#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace lantian {

/// Anderson acceleration of a fixed-point iteration x = G(x) of N values (Walker and Ni 2011), memory of M steps.
template <std::size_t N, std::size_t M = 4>
class Anderson {
  public:
    using Point = std::array<double, N>;
    /// No value moves by more than this in one step.
    double longest_step = 3.0;

    /// The next place from this one and its image G(place).
    [[nodiscard]] Point next(const Point& place, const Point& image) noexcept {
        Point residual;
        for (std::size_t i = 0; i < N; ++i) residual[i] = image[i] - place[i];
        if (known_) {
            const std::size_t slot = count_ < M ? count_ : oldest();
            for (std::size_t i = 0; i < N; ++i) {
                residual_change_[slot][i] = residual[i] - last_residual_[i];
                place_change_[slot][i] = place[i] - last_place_[i];
            }
            order_[slot] = ++steps_;
            if (count_ < M) ++count_;
        }
        known_ = true;
        last_residual_ = residual;
        last_place_ = place;
        Point result = image;
        correct(result, residual);
        for (std::size_t i = 0; i < N; ++i)
            result[i] = place[i] + std::clamp(result[i] - place[i], -longest_step, longest_step);
        return result;
    }
    /// A new iteration of a map like the last one: what its steps taught still serves.
    void restart() noexcept { known_ = false; }
    void forget() noexcept {
        known_ = false;
        count_ = 0;
    }

  private:
    [[nodiscard]] std::size_t oldest() const noexcept {
        return static_cast<std::size_t>(std::min_element(order_.begin(), order_.end()) - order_.begin());
    }
    /// Least squares over the remembered changes by modified Gram-Schmidt; newest first, dependent ones left out.
    void correct(Point& result, Point residual) const noexcept {
        std::array<std::size_t, M> by_age{};
        for (std::size_t j = 0; j < count_; ++j) by_age[j] = j;
        std::sort(by_age.begin(), by_age.begin() + static_cast<std::ptrdiff_t>(count_),
                  [this](std::size_t a, std::size_t b) { return order_[a] > order_[b]; });
        std::array<Point, M> direction, step;
        std::size_t used = 0;
        for (std::size_t j = 0; j < count_; ++j) {
            Point f = residual_change_[by_age[j]], x = place_change_[by_age[j]];
            double before = 0.0;
            for (std::size_t i = 0; i < N; ++i) before += f[i] * f[i];
            for (std::size_t u = 0; u < used; ++u) {
                double along = 0.0;
                for (std::size_t i = 0; i < N; ++i) along += f[i] * direction[u][i];
                for (std::size_t i = 0; i < N; ++i) {
                    f[i] -= along * direction[u][i];
                    x[i] -= along * step[u][i];
                }
            }
            double norm = 0.0;
            for (std::size_t i = 0; i < N; ++i) norm += f[i] * f[i];
            if (!(norm > 1e-12 * before)) continue;
            const double scale = 1.0 / std::sqrt(norm);
            for (std::size_t i = 0; i < N; ++i) {
                f[i] *= scale;
                x[i] *= scale;
            }
            direction[used] = f;
            step[used] = x;
            ++used;
            double along = 0.0;
            for (std::size_t i = 0; i < N; ++i) along += residual[i] * f[i];
            for (std::size_t i = 0; i < N; ++i) {
                residual[i] -= along * f[i];
                result[i] -= along * (f[i] + x[i]);
            }
        }
    }

    bool known_ = false;
    std::size_t count_ = 0;
    unsigned steps_ = 0;
    Point last_residual_{}, last_place_{};
    std::array<Point, M> residual_change_{}, place_change_{};
    std::array<unsigned, M> order_{};
};

}  // namespace lantian
