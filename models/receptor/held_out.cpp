#include "models/receptor/held_out.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/receptor/factorise.hpp"

namespace lantian::receptor {

HeldOut held_out(const FactorProblem& problem, const HeldOutControl& control) {
    const std::size_t cells = problem.x.size();
    std::vector<std::size_t> part(cells);
    for (std::size_t c = 0; c < cells; ++c) {
        const double u = random_unit(control.seed, 0x686f000000000000ULL, c);
        part[c] = std::min(static_cast<std::size_t>(u * static_cast<double>(control.parts)), control.parts - 1);
    }
    StartControl starts;
    starts.starts = control.starts;
    starts.seed = control.seed;
    starts.threads = control.threads;
    starts.fit.tolerance = 1e-6;
    starts.polish.tolerance = 1e-7;
    HeldOut out;
    const std::size_t most = std::min({control.most_factors, problem.samples - 1, problem.species - 1});
    for (std::size_t k = 1; k <= most; ++k) {
        std::vector<double> errors;
        double training = 0.0;
        std::size_t trained = 0;
        for (std::size_t p = 0; p < control.parts; ++p) {
            FactorProblem one = problem;
            one.factors = k;
            for (std::size_t c = 0; c < cells; ++c) {
                if (part[c] == p) one.s[c] = std::numeric_limits<double>::quiet_NaN();
            }
            const Factorisation fits = factorise(one, starts);
            one.s = problem.s;
            const std::vector<double> r = scaled_residuals(one, fits.fit.g, fits.fit.f);
            double sum = 0.0;
            std::size_t count = 0;
            for (std::size_t c = 0; c < cells; ++c) {
                if (std::isnan(r[c])) continue;
                const double h = std::min(r[c] * r[c], problem.robust_alpha * std::abs(r[c]));
                if (part[c] == p) {
                    sum += h;
                    ++count;
                } else {
                    training += h;
                    ++trained;
                }
            }
            if (count > 0) errors.push_back(sum / static_cast<double>(count));
        }
        HeldOut::Row row;
        row.factors = k;
        const double parts = static_cast<double>(errors.size());
        for (const double e : errors) row.error += e / parts;
        double variance = 0.0;
        for (const double e : errors) variance += (e - row.error) * (e - row.error);
        row.standard_error = errors.size() > 1 ? std::sqrt(variance / (parts - 1.0) / parts) : 0.0;
        row.training = training / static_cast<double>(std::max<std::size_t>(trained, 1));
        out.rows.push_back(row);
    }
    const auto best = std::min_element(out.rows.begin(), out.rows.end(),
                                       [](const auto& a, const auto& b) { return a.error < b.error; });
    out.best = best->factors;
    for (const HeldOut::Row& row : out.rows) {
        if (row.error <= best->error + best->standard_error) {
            out.simplest = row.factors;
            break;
        }
    }
    return out;
}

}  // namespace lantian::receptor
