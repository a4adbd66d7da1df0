#include "models/receptor/factor_problem.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <Eigen/Dense>

#include "core/base/error.hpp"
#include "core/math/sum.hpp"

namespace lantian::receptor {

namespace {

[[noreturn]] void fail(const char* code, std::string message, std::string hint) {
    throw Error(ErrorKind::bad_data, code, std::move(message), std::move(hint));
}

/// Rank of X with missing cells as zero, each species scaled by its largest value.
std::size_t rank_of(const FactorProblem& p) {
    Eigen::MatrixXd x(static_cast<Eigen::Index>(p.samples), static_cast<Eigen::Index>(p.species));
    for (std::size_t j = 0; j < p.species; ++j) {
        double largest = 0.0;
        for (std::size_t i = 0; i < p.samples; ++i) {
            const double v = p.x[i * p.species + j];
            if (!std::isnan(v)) largest = std::max(largest, std::abs(v));
        }
        for (std::size_t i = 0; i < p.samples; ++i) {
            const double v = p.x[i * p.species + j];
            x(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
                std::isnan(v) || largest == 0.0 ? 0.0 : v / largest;
        }
    }
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(x);
    qr.setThreshold(1e-10);
    return static_cast<std::size_t>(qr.rank());
}

}  // namespace

FactorProblem make_problem(const MatrixView& x, const MatrixView& s, std::size_t factors) {
    if (x.rows != s.rows || x.columns != s.columns)
        fail("E323", fmt::format("values are {} x {}, uncertainties {} x {}", x.rows, x.columns, s.rows, s.columns),
             "give both the same shape");
    FactorProblem p;
    p.samples = x.rows;
    p.species = x.columns;
    p.factors = factors;
    p.x.resize(p.samples * p.species);
    p.s.resize(p.samples * p.species);
    for (std::size_t i = 0; i < p.samples; ++i) {
        for (std::size_t j = 0; j < p.species; ++j) {
            p.x[i * p.species + j] = x(i, j);
            p.s[i * p.species + j] = s(i, j);
        }
    }
    return p;
}

void check_problem(const FactorProblem& p) {
    const std::size_t cells = p.samples * p.species, profile = p.factors * p.species;
    if (p.factors == 0) fail("E323", "factors = 0: at least one is needed", "give a number of factors");
    if (p.x.size() != cells || p.s.size() != cells)
        fail("E323",
             fmt::format("{} values and {} uncertainties for {} samples x {} species", p.x.size(), p.s.size(),
                         p.samples, p.species),
             "give one of each a cell");
    for (std::size_t c = 0; c < cells; ++c) {
        if (!std::isnan(p.s[c]) && !(p.s[c] > 0.0 && std::isfinite(p.s[c])))
            fail("E306",
                 fmt::format("uncertainty {} of sample {}, species {}", p.s[c], c / p.species + 1, c % p.species + 1),
                 "uncertainties must be greater than zero and finite");
        if (std::isinf(p.x[c]))
            fail("E305", fmt::format("value {} of sample {}, species {}", p.x[c], c / p.species + 1, c % p.species + 1),
                 "values must be finite");
    }
    if (p.f_lower.empty()) {
        if (p.factors > p.samples || p.factors > p.species)
            fail("E323", fmt::format("{} factors for {} samples x {} species", p.factors, p.samples, p.species),
                 "take fewer factors than samples and species");
        if (const std::size_t rank = rank_of(p); p.factors > rank)
            fail("E323", fmt::format("{} factors, but the table has only rank {}", p.factors, rank),
                 fmt::format("take at most {} factors", rank));
    } else {
        if (p.f_lower.size() != profile || p.f_upper.size() != profile)
            fail("E324", "limits of profiles have the wrong shape", "give one of each a factor and species");
        for (std::size_t c = 0; c < profile; ++c) {
            if (!(p.f_lower[c] >= 0.0 && p.f_lower[c] <= p.f_upper[c]))
                fail("E324",
                     fmt::format("limits {} to {} of factor {}, species {}", p.f_lower[c], p.f_upper[c],
                                 c / p.species + 1, c % p.species + 1),
                     "the lower limit must be at least zero and not above the upper one");
        }
    }
    if (!(p.g_min <= 0.0 && p.g_min > -1.0))
        fail("E324", fmt::format("lower bound of contributions {}: must be above -1 and at most 0", p.g_min),
             "0, or -0.2 as EPA PMF 5");
    if (!(p.robust_alpha > 0.0)) fail("E324", fmt::format("robust alpha {}", p.robust_alpha), "4 is usual");
    const auto check_priors = [&](const std::vector<ElementPrior>& priors, std::size_t size, const char* what) {
        for (const ElementPrior& prior : priors) {
            if (prior.factor >= p.factors || prior.index >= size || !(prior.sigma > 0.0) || !std::isfinite(prior.mean))
                fail("E324",
                     fmt::format("prior {} +- {} on factor {}, {} {}", prior.mean, prior.sigma, prior.factor + 1, what,
                                 prior.index + 1),
                     "name an element that is there; sigma must be greater than zero");
        }
    };
    check_priors(p.f_priors, p.species, "species");
    check_priors(p.g_priors, p.samples, "sample");
    for (const ProfileExpression& e : p.expressions) {
        bool good = !e.terms.empty() && e.sigma > 0.0;
        for (const auto& t : e.terms) good = good && t.factor < p.factors && t.species < p.species;
        if (!good) fail("E324", "expression without terms, with unknown elements or sigma <= 0", "see the manual");
    }
}

std::vector<double> scaled_residuals(const FactorProblem& p, std::span<const double> g, std::span<const double> f) {
    std::vector<double> r(p.samples * p.species);
    for (std::size_t i = 0; i < p.samples; ++i) {
        for (std::size_t j = 0; j < p.species; ++j) {
            double model = 0.0;
            for (std::size_t a = 0; a < p.factors; ++a) model += g[i * p.factors + a] * f[a * p.species + j];
            r[i * p.species + j] = (p.x[i * p.species + j] - model) / p.s[i * p.species + j];
        }
    }
    return r;
}

FitValues fit_values(const FactorProblem& p, std::span<const double> g, std::span<const double> f) {
    Sum q_true, q_robust, q_aux;
    const std::vector<double> residuals = scaled_residuals(p, g, f);
    for (std::size_t c = 0; c < residuals.size(); ++c) {
        const double r = residuals[c];
        if (std::isnan(r)) continue;
        const double times = p.multiplicity.empty() ? 1.0 : p.multiplicity[c / p.species];
        q_true.add(times * r * r);
        q_robust.add(times * std::min(r * r, p.robust_alpha * std::abs(r)));
    }
    const auto pull = [&](double value, double mean, double sigma) {
        q_aux.add((value - mean) * (value - mean) / (sigma * sigma));
    };
    for (const ElementPrior& e : p.f_priors) pull(f[e.factor * p.species + e.index], e.mean, e.sigma);
    for (const ElementPrior& e : p.g_priors) pull(g[e.index * p.factors + e.factor], e.mean, e.sigma);
    for (const ProfileExpression& e : p.expressions) {
        double sum = 0.0;
        for (const auto& t : e.terms) sum += t.coefficient * f[t.factor * p.species + t.species];
        pull(sum, e.target, e.sigma);
    }
    return {q_true.value(), q_robust.value(), q_aux.value()};
}

double expected_q(std::size_t samples, std::size_t species, std::size_t strong_species, std::size_t factors) {
    return static_cast<double>(samples) * static_cast<double>(strong_species) -
           static_cast<double>(factors) * static_cast<double>(samples + species);
}

}  // namespace lantian::receptor
