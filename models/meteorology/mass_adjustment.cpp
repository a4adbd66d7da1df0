#include "models/meteorology/mass_adjustment.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/math/sum.hpp"
#include "core/parallel/threads.hpp"
#include "models/meteorology/wind_multigrid.hpp"

namespace lantian {

namespace {

/// Rounding of the sums that make a divergence, as a share of the flows that enter it.
constexpr double k_rounding = 8.0 * 2.220446049250313e-16;

double total(std::span<const double> rows) {
    Sum sum;
    for (double row : rows) sum.add(row);
    return sum.value();
}

/// Largest flow per thickness of layer: what the divergence would be if nothing cancelled, s-1.
double largest_flow(const WindGrid& g, const WindField& field) {
    double across = 0.0;
    for (double u : field.u) across = std::max(across, std::abs(u));
    for (double v : field.v) across = std::max(across, std::abs(v));
    double through = 0.0;
    for (std::size_t j = 0; j < g.ny; ++j) {
        for (std::size_t k = 0; k <= g.nz; ++k) {
            const double thin = g.thickness_m(std::min(k, g.nz - 1));
            const double step = k > 0 ? std::min(thin, g.thickness_m(k - 1)) : thin;
            for (std::size_t i = 0; i < g.nx; ++i)
                through = std::max(through, std::abs(field.omega[(j * (g.nz + 1) + k) * g.nx + i]) / step);
        }
    }
    return across / g.cell_m + through;
}

/// What the loop keeps, and its passes over rows.
class Solver {
  public:
    Solver(const MassOperator& op, int threads)
        : op_(op), threads_(threads), block_(op.grid().nz * op.grid().nx), rows_(op.grid().ny), r_(op.grid().cells()) {}

    std::span<double> residual() { return r_; }
    [[nodiscard]] std::span<const double> multiplier() const { return lambda_; }

    /// Largest divergence that is left, s-1; NaN when anything is not finite.
    double largest() {
        const WindGrid& g = op_.grid();
        parallel_for(g.ny, threads_, [&](std::size_t j) {
            double of_row = 0.0;
            double sum = 0.0;
            for (std::size_t k = 0; k < g.nz; ++k) {
                const double* r = r_.data() + j * block_ + k * g.nx;
                double most = 0.0;
                for (std::size_t i = 0; i < g.nx; ++i) {
                    most = std::max(most, std::abs(r[i]));
                    sum += r[i];
                }
                of_row = std::max(of_row, most / g.mass_m(k));
            }
            rows_[j] = std::isfinite(sum) ? of_row : std::nan("");
        });
        double most = 0.0;
        for (double row : rows_) {
            if (std::isnan(row)) return row;
            most = std::max(most, row);
        }
        return most;
    }

    void begin() {
        lambda_.assign(r_.size(), 0.0);
        p_.assign(r_.size(), 0.0);
        q_.resize(r_.size());
        z_.resize(r_.size());
    }

    void iterate(Preconditioner& preconditioner) {
        preconditioner.apply(r_, z_, threads_);
        parallel_for(rows_.size(), threads_, [&](std::size_t j) {
            double lanes[4] = {};
            const double* r = r_.data() + j * block_;
            const double* z = z_.data() + j * block_;
            std::size_t n = 0;
            for (; n + 4 <= block_; n += 4) {
                for (std::size_t l = 0; l < 4; ++l) lanes[l] += r[n + l] * z[n + l];
            }
            for (; n < block_; ++n) lanes[0] += r[n] * z[n];
            rows_[j] = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        });
        const double product = total(rows_);
        const double keep = product_ > 0.0 ? product / product_ : 0.0;
        product_ = product;
        parallel_for(rows_.size(), threads_, [&](std::size_t j) {
            double* p = p_.data() + j * block_;
            const double* z = z_.data() + j * block_;
            for (std::size_t n = 0; n < block_; ++n) p[n] = z[n] + keep * p[n];
        });
        op_.apply(p_, q_, rows_, threads_);
        const double step = product / total(rows_);
        parallel_for(rows_.size(), threads_, [&](std::size_t j) {
            const std::size_t at = j * block_;
            for (std::size_t n = at; n < at + block_; ++n) {
                lambda_[n] += step * p_[n];
                r_[n] -= step * q_[n];
            }
        });
    }

  private:
    const MassOperator& op_;
    int threads_;
    std::size_t block_;
    std::vector<double> rows_, r_, z_, p_, q_, lambda_;
    double product_ = 0.0;
};

}  // namespace

AdjustmentReport adjust_mass(const MassOperator& op, Preconditioner& preconditioner, WindField& field,
                             const AdjustmentOptions& options) {
    AdjustmentReport report;
    Solver solver(op, options.threads);
    mass_outflow(op.grid(), field, solver.residual(), options.threads);
    report.divergence_before_s = report.divergence_after_s = solver.largest();
    if (std::isnan(report.divergence_before_s)) {
        report.converged = false;
        return report;
    }
    if (report.divergence_before_s <= k_rounding * largest_flow(op.grid(), field)) return report;
    solver.begin();
    // The residual of the iteration drifts from the true one by rounding only; a tenth is left for that.
    const double wanted = 0.9 * options.tolerance * report.divergence_before_s;
    double left = report.divergence_before_s;
    while (!(left <= wanted) && report.iterations < options.most_iterations) {
        solver.iterate(preconditioner);
        left = solver.largest();
        ++report.iterations;
    }
    if (std::isnan(left)) {
        report.converged = false;
        return report;
    }
    op.correct(solver.multiplier(), field, options.threads);
    report.divergence_after_s = largest_divergence(op.grid(), field, options.threads);
    report.converged = left <= wanted;
    return report;
}

AdjustmentReport adjust_mass(const MassOperator& op, WindField& field, const AdjustmentOptions& options) {
    WindMultigrid multigrid(op);
    return adjust_mass(op, multigrid, field, options);
}

}  // namespace lantian
