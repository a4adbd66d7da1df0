#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace lantian::receptor {

/// A matrix that lies in memory in any order: element (i, j) at data[i * row_stride + j * column_stride]. Row-major
/// (C) and column-major (Fortran) input give the same bits.
struct MatrixView {
    const double* data = nullptr;
    std::size_t rows = 0, columns = 0, row_stride = 0, column_stride = 0;

    [[nodiscard]] static MatrixView row_major(std::span<const double> values, std::size_t rows, std::size_t columns) {
        return {values.data(), rows, columns, columns, 1};
    }
    [[nodiscard]] static MatrixView column_major(std::span<const double> values, std::size_t rows,
                                                 std::size_t columns) {
        return {values.data(), rows, columns, 1, rows};
    }
    [[nodiscard]] double operator()(std::size_t i, std::size_t j) const {
        return data[i * row_stride + j * column_stride];
    }
};

inline constexpr double k_no_limit = std::numeric_limits<double>::infinity();

/// How the scale between G and F is set, which the data leave open (G D, D^-1 F fit alike).
enum class FactorScale {
    mean_one,      ///< mean(G_k) = 1, F in units of the data: what is said about F holds in these units
    from_profile,  ///< F is partly or wholly given in its own units (mass fractions): G is free
};

/// What is known about one element before the fit: a normal distribution as an exact quadratic row of Q,
/// ((value - mean) / sigma)^2.
struct ElementPrior {
    std::size_t factor = 0, index = 0;  ///< species for profiles, sample for contributions
    double mean = 0.0, sigma = 1.0;     ///< sigma > 0
};

/// A linear relation among elements of profiles as an exact quadratic row: ((sum c f - target) / sigma)^2
/// (Norris et al. 2014, "expressions"), for example OC - 0.44 EC = 0 in the traffic factor.
struct ProfileExpression {
    struct Term {
        std::size_t factor = 0, species = 0;
        double coefficient = 1.0;
    };
    std::vector<Term> terms;
    double target = 0.0, sigma = 1.0;
};

/// One bounded weighted bilinear fit, X ~ G F: from free profiles (PMF) to given ones (CMB) and everything between.
/// Minimises Q = sum_ij ((x_ij - sum_k g_ik f_kj) / s_ij)^2 + quadratic rows, subject to the bounds
/// (Paatero & Tapper 1994; Paatero 1999). Cells without value or uncertainty (NaN) have weight zero.
struct FactorProblem {
    std::size_t samples = 0, species = 0, factors = 0;
    std::vector<double> x, s;          ///< samples x species, species fastest; NaN: missing
    std::vector<double> multiplicity;  ///< [samples] how often a sample counts (bootstrap); empty: once each
    double g_min = 0.0;                ///< lower bound of G in units of its mean, <= 0 (PMF 5: -0.2)
    bool robust = false;               ///< Huber weights inside the fit
    double robust_alpha = 4.0;         ///< |r| beyond which a cell is an outlier
    FactorScale scale = FactorScale::mean_one;

    std::vector<double> f_lower, f_upper;  ///< factors x species, species fastest; empty: 0 and no limit; equal: held
    std::vector<ElementPrior> f_priors, g_priors;  ///< pulls and priors
    std::vector<ProfileExpression> expressions;

    [[nodiscard]] bool f_is_bounded() const { return !f_lower.empty(); }
    /// Nothing but the data speaks about G and F, so that their scale is free.
    [[nodiscard]] bool scale_is_free() const {
        return f_lower.empty() && f_priors.empty() && g_priors.empty() && expressions.empty();
    }
    /// mean(G_k) = 1 is a condition of the fit and not only the way in which the answer is shown: something is said
    /// about F in the units of the data. Priors on G set the scale themselves.
    [[nodiscard]] bool mean_is_held() const {
        return scale == FactorScale::mean_one && g_priors.empty() && !scale_is_free();
    }
    [[nodiscard]] bool mean_is_one() const { return scale == FactorScale::mean_one && g_priors.empty(); }
};

/// A problem with copies of values and uncertainties in our order.
[[nodiscard]] FactorProblem make_problem(const MatrixView& x, const MatrixView& s, std::size_t factors);

/// Throws Error (bad_data): E323 shapes, fewer samples or species than factors, more factors than the rank of X;
/// E324 bounds, priors or options that contradict each other. Names are for messages only.
void check_problem(const FactorProblem& problem);

/// What a fit found, scaled as the problem asks for.
struct FactorFit {
    std::vector<double> g;       ///< samples x factors, factor fastest
    std::vector<double> f;       ///< factors x species, species fastest
    double q_true = 0.0;         ///< sum r^2
    double q_robust = 0.0;       ///< sum min(r^2, alpha |r|) as EPA PMF 5.0 prints it
    double q_aux = 0.0;          ///< quadratic rows
    double objective = 0.0;      ///< what was minimised
    std::size_t iterations = 0;  ///< block sweeps (one solve for G, one for F)
    bool converged = false;

    /// Q in the fitted mode, without the quadratic rows.
    [[nodiscard]] double q(bool robust) const { return robust ? q_robust : q_true; }
};

/// Residuals over uncertainty, r_ij = (x - g f) / s; NaN for missing cells. samples x species.
[[nodiscard]] std::vector<double> scaled_residuals(const FactorProblem& problem, std::span<const double> g,
                                                   std::span<const double> f);

/// Q_true, Q_robust and Q_aux of given factors.
struct FitValues {
    double q_true = 0.0, q_robust = 0.0, q_aux = 0.0;
};
[[nodiscard]] FitValues fit_values(const FactorProblem& problem, std::span<const double> g, std::span<const double> f);

/// n m_strong - p (n + m), m_strong species not marked weak (EPA PMF 5.0).
[[nodiscard]] double expected_q(std::size_t samples, std::size_t species, std::size_t strong_species,
                                std::size_t factors);

}  // namespace lantian::receptor
