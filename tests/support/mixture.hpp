#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "models/receptor/factor_problem.hpp"
#include "models/receptor/fit_engine.hpp"

namespace lantian::testing {

/// A made mixture: G and F known, uncertainties 5 % + a floor, noise of `noise` uncertainties.
struct Mixture {
    std::vector<double> g, f;
    receptor::FactorProblem problem;
};

inline Mixture mixture(std::size_t samples, std::size_t species, std::size_t factors, double noise,
                       std::uint64_t seed) {
    using receptor::random_unit;
    Mixture made;
    for (std::size_t i = 0; i < samples; ++i) {
        for (std::size_t k = 0; k < factors; ++k) {
            const double u = random_unit(seed, 1, i * factors + k);
            made.g.push_back(u < 0.3 ? 0.0 : -std::log(1.0 - random_unit(seed, 2, i * factors + k)));
        }
    }
    for (std::size_t k = 0; k < factors; ++k) {
        for (std::size_t j = 0; j < species; ++j) {
            const double u = random_unit(seed, 3, k * species + j);
            // Each factor has a species of its own, so that the rotation is pinned.
            made.f.push_back(j == k ? 1.0 : j < factors ? 0.0 : u < 0.3 ? 0.0 : u);
        }
    }
    std::vector<double> x, s;
    for (std::size_t i = 0; i < samples; ++i) {
        for (std::size_t j = 0; j < species; ++j) {
            double value = 0.0;
            for (std::size_t k = 0; k < factors; ++k) value += made.g[i * factors + k] * made.f[k * species + j];
            const double error = 0.05 * value + 0.01;
            const double u = random_unit(seed, 4, i * species + j), v = random_unit(seed, 5, i * species + j);
            const double normal = std::sqrt(-2.0 * std::log(1.0 - u)) * std::cos(6.283185307179586 * v);
            x.push_back(value + noise * error * normal);
            s.push_back(error);
        }
    }
    made.problem = receptor::make_problem(receptor::MatrixView::row_major(x, samples, species),
                                          receptor::MatrixView::row_major(s, samples, species), factors);
    return made;
}

}  // namespace lantian::testing
