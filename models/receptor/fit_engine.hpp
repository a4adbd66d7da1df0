#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/receptor/factor_problem.hpp"

namespace lantian::receptor {

/// When a fit stops.
struct FitControl {
    double tolerance = 1e-9;               ///< relative decrease of the objective a sweep ...
    std::size_t patience = 5;              ///< ... for so many sweeps in a row
    std::size_t max_iterations = 5000;     ///< sweeps
    std::size_t memory = 10;               ///< earlier sweeps that the acceleration looks at; 0: plain alternation
    std::size_t sweeps_before_newton = 0;  ///< then Newton steps finish; 0: about as long as a few of them take
};

/// A problem laid out for the solver: both orders, padded. Immutable, shared by all fits of one data set.
class PackedProblem {
  public:
    explicit PackedProblem(FactorProblem problem);

    FactorProblem problem;
    std::size_t n = 0, m = 0, k = 0;        ///< samples, species, factors
    std::size_t n_pad = 0, m_pad = 0;       ///< multiples of HalfStep::k_lanes
    std::vector<double> w_t, wx_t;          ///< [m][n_pad]
    std::vector<double> w_s, wx_s;          ///< [n][m_pad]
    std::vector<double> x_t;                ///< [m][n_pad], 0 where missing
    std::vector<double> base_t;             ///< [m][n_pad] 1/s^2 without multiplicity
    std::vector<double> multiplicity;       ///< [n_pad]
    double xx = 0.0;                        ///< sum w x^2
    std::vector<double> g_prior, g_linear;  ///< [k][n_pad]; empty: none
    std::vector<double> f_prior, f_linear;  ///< [k][m_pad]; empty: none
    std::vector<double> f_lower, f_upper;   ///< [k][m_pad]; empty: none
};

/// One fit in progress with its work space: alternating exact bounded solves for G and F, the map F -> F accelerated
/// by Anderson mixing and safeguarded by the objective. Not shared between threads.
class FitEngine {
  public:
    explicit FitEngine(const PackedProblem& packed);

    /// Profiles to start from, factors x species, species fastest; any scale.
    void start(std::span<const double> f);
    /// As start(), with contributions that only warm the first solve.
    void start(std::span<const double> f, std::span<const double> g);
    /// Adds slope * f_kj * mean(G_k) to the objective (0: none): the Lagrange term that displaces one element whatever
    /// the scale.
    void tilt(std::size_t factor, std::size_t species, double slope);
    /// Limits one element of F, in units of scaled F only when both are zero (others: use the tilt).
    void limit(std::size_t factor, std::size_t species, double lower, double upper);
    void no_limits();

    /// Runs until the control is met. Returns the objective.
    double run(const FitControl& control);

    [[nodiscard]] std::size_t iterations() const { return iterations_; }
    [[nodiscard]] bool converged() const { return converged_; }
    [[nodiscard]] double objective() const { return objective_; }  ///< with the tilt
    [[nodiscard]] std::vector<double> f() const;                   ///< factors x species, mean(G_k) = 1 where free
    [[nodiscard]] std::vector<double> g() const;                   ///< samples x factors
    [[nodiscard]] double f_at(std::size_t factor, std::size_t species) const { return f_[factor * p_.m_pad + species]; }
    [[nodiscard]] FactorFit result() const;

  private:
    /// Newton system of F with G eliminated, over the elements of F that may move.
    struct ReducedSystem {
        std::vector<std::size_t> element;  ///< places in f_, factor by factor
        std::vector<double> gradient, hessian, diagonal;
        std::vector<std::size_t> species;  ///< of each
        std::vector<double> all_gradient, we, panel, matrices, pairs;
    };
    void reduced_system(ReducedSystem& s) const;
    bool reduced_step(const ReducedSystem& s, double damping, std::vector<double>& step, double& predicted) const;
    double newton(const FitControl& control, double now);
    /// G for the present F, scale, robust weights: the objective.
    double evaluate();
    [[nodiscard]] double rounding() const;
    [[nodiscard]] std::size_t usual_sweeps() const;
    double solve_g();
    void solve_f();
    void rescale();
    void copy_profiles(std::span<const double> f);
    double update_robust();
    void find_scale_pull();
    [[nodiscard]] std::vector<double> means() const;
    [[nodiscard]] double aux_value() const;
    void mix(std::size_t memory);
    void solve_coupled();

    const PackedProblem& p_;
    bool bounded_f_ = false;
    std::vector<double> f_, g_, plain_;  // [k][m_pad], [k][n_pad], next F without acceleration
    std::vector<double> f_lower_, f_upper_, g_lower_, g_upper_;
    std::vector<double> f_linear_, g_linear_;  // with the tilt
    std::vector<double> pairs_f_, pairs_g_, value_, curvature_, work_;
    std::vector<double> w_t_, wx_t_, w_s_, wx_s_;  // robust: own weights
    std::vector<double> residual_;
    double robust_xx_ = 0.0;
    std::vector<std::vector<double>> moves_, turns_;  // history of F and of the residual of the map
    std::vector<double> last_f_, last_r_;
    bool have_last_ = false;
    std::vector<double> scale_pull_;  // multiplier of mean(G_k) = 1
    std::size_t warm_up_ = 0;
    std::size_t tilt_factor_ = 0, tilt_species_ = 0;
    double tilt_slope_ = 0.0;
    std::size_t iterations_ = 0;
    bool converged_ = false;
    double objective_ = 0.0;
};

/// A counter-based random number in [0, 1): a function of its arguments only.
[[nodiscard]] double random_unit(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

}  // namespace lantian::receptor
