#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace lantian {

/// How alike source profiles are, before a mass balance is asked to tell them apart. Each source is scaled to length 1
/// after every species is divided by its weight (its uncertainty in the data, or 1).
struct Collinearity {
    std::size_t sources = 0;
    std::vector<double> cosine;              ///< sources x sources
    std::vector<double> variance_inflation;  ///< [source], >= 1: by how much the others widen its variance; above 10 is
                                             ///< trouble (Marquardt 1970)
    double condition_number = 1.0;  ///< largest over smallest singular value; above 30 is trouble (Belsley et al.
                                    ///< 1980)
    std::vector<double> singular;   ///< descending
    /// Sources that cannot be told apart: more than half of the variance of at least two lies in one weak direction
    /// (condition index above 30; Belsley, Kuh & Welsch 1980). Strongest first.
    std::vector<std::vector<std::size_t>> clusters;
};

/// values: sources x species, species fastest, >= 0. scale: [species], > 0. A source without any value has cosines of 0
/// and an infinite variance inflation.
[[nodiscard]] Collinearity collinearity(std::span<const double> values, std::span<const double> scale,
                                        std::size_t sources);

/// Cosine of two profiles over species with positive scale; 0 when one of them is empty.
[[nodiscard]] double profile_cosine(std::span<const double> a, std::span<const double> b,
                                    std::span<const double> scale);

}  // namespace lantian
