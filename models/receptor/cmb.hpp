#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace lantian::receptor {

/// Chemical mass balance with effective variance (Watson, Cooper & Huntzicker 1984, Atmos. Environ. 18, 1347).
struct CmbOptions {
    double tolerance = 1e-10;  ///< largest |dq_j / q_j| of the last step
    std::size_t max_iterations = 400;
    bool eliminate_negative = false;  ///< drops the most negative source and solves again
    double max_standard_error = 0.2;  ///< of the eligible space, part of the total contribution
};

/// Profiles and their uncertainties, sources x species, species fastest.
struct CmbSources {
    std::size_t sources = 0, species = 0;
    std::vector<double> profile, sigma;
};

/// One sample. Species without value take no part.
struct CmbDay {
    std::vector<double> contribution, standard_error, t;  ///< [source]; eliminated sources: 0, NaN, NaN
    std::vector<double> ratio;       ///< [species] calculated over measured; NaN where missing or zero
    std::vector<double> difference;  ///< [species] (calculated - measured) over the joint uncertainty
    std::vector<double> mpin;        ///< sources x species, scaled to max |.| 1 a source; influential above 0.5
    std::vector<double>
        inverse_singular;          ///< [source] of V^-1/2 A, ascending singular values: how uncertain a combination is
    std::vector<double> eligible;  ///< [source] part of the unit vector of each source within the eligible space, 0-1
    double chi2 = 0.0;             ///< reduced; target below 4
    double r2 = 0.0;               ///< target 0.8-1
    double mass_percent = 0.0;     ///< sum of contributions over measured mass; NaN without mass
    std::size_t degrees_of_freedom = 0;
    std::size_t iterations = 0;
    bool damped = false;  ///< the plain iteration cycled; shorter steps were taken
    bool converged = false;
    std::vector<char> eliminated;  ///< [source]
};

/// Solves one sample. c, sigma_c: [species], NaN missing; mass: measured total, NaN if none. work may be shared by
/// calls of one thread.
[[nodiscard]] CmbDay solve_cmb(const CmbSources& sources, std::span<const double> c, std::span<const double> sigma_c,
                               double mass, const CmbOptions& options);

/// All samples, in parallel; the same bits for any number of threads.
[[nodiscard]] std::vector<CmbDay> solve_cmb_days(const CmbSources& sources, std::size_t samples,
                                                 std::span<const double> c, std::span<const double> sigma_c,
                                                 std::span<const double> mass, const CmbOptions& options, int threads);

}  // namespace lantian::receptor
