#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/math/statistics.hpp"
#include "core/parallel/threads.hpp"
#include "models/receptor/errors.hpp"
#include "models/receptor/resample.hpp"

namespace lantian::receptor {

namespace {

/// Samples of each site in the order of the data.
std::vector<std::vector<std::size_t>> by_site(std::size_t samples, const std::vector<std::string>& sites) {
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::string, std::size_t> number;
    for (std::size_t i = 0; i < samples; ++i) {
        const auto [place, fresh] = number.emplace(sites.empty() ? std::string() : sites[i], groups.size());
        if (fresh) groups.emplace_back();
        groups[place->second].push_back(i);
    }
    return groups;
}

}  // namespace

std::vector<std::size_t> draw_blocks(std::size_t samples, const std::vector<std::string>& sites, std::size_t block,
                                     std::uint64_t seed, std::size_t run) {
    std::vector<std::size_t> drawn;
    drawn.reserve(samples);
    std::uint64_t draw = 0;
    for (const std::vector<std::size_t>& site : by_site(samples, sites)) {
        const std::size_t length = std::clamp<std::size_t>(block, 1, site.size()), places = site.size() - length + 1;
        for (std::size_t taken = 0; taken < site.size();) {
            const double u = random_unit(seed, 0x6271000000000000ULL + run, draw++);
            const auto first = std::min(static_cast<std::size_t>(u * static_cast<double>(places)), places - 1);
            for (std::size_t c = 0; c < length && taken < site.size(); ++c, ++taken) drawn.push_back(site[first + c]);
        }
    }
    return drawn;
}

Resample resample(const FactorProblem& p, const std::vector<std::size_t>& drawn) {
    std::vector<double> times(p.samples, 0.0);
    for (const std::size_t i : drawn) times[i] += p.multiplicity.empty() ? 1.0 : p.multiplicity[i];
    Resample out;
    out.problem = p;
    out.problem.x.clear();
    out.problem.s.clear();
    out.problem.multiplicity.clear();
    out.problem.g_priors.clear();
    std::vector<std::size_t> place(p.samples, p.samples);
    for (std::size_t i = 0; i < p.samples; ++i) {
        if (times[i] == 0.0) continue;
        place[i] = out.sample.size();
        out.sample.push_back(i);
        out.problem.multiplicity.push_back(times[i]);
        const auto from = static_cast<std::ptrdiff_t>(i * p.species),
                   to = from + static_cast<std::ptrdiff_t>(p.species);
        out.problem.x.insert(out.problem.x.end(), p.x.begin() + from, p.x.begin() + to);
        out.problem.s.insert(out.problem.s.end(), p.s.begin() + from, p.s.begin() + to);
    }
    for (ElementPrior prior : p.g_priors) {
        if (place[prior.index] == p.samples) continue;
        prior.sigma /= std::sqrt(times[prior.index]);
        prior.index = place[prior.index];
        out.problem.g_priors.push_back(prior);
    }
    out.problem.samples = out.sample.size();
    return out;
}

std::vector<std::size_t> best_matches(std::size_t k, const std::vector<double>& g, const std::vector<double>& base_g,
                                      const std::vector<std::size_t>& rows, const std::vector<double>& multiplicity,
                                      double least) {
    const std::size_t n = rows.size();
    std::vector<double> mine(k * n), base(k * n);
    for (std::size_t a = 0; a < k; ++a) {
        for (std::size_t i = 0; i < n; ++i) {
            mine[a * n + i] = g[i * k + a];
            base[a * n + i] = base_g[rows[i] * k + a];
        }
    }
    std::vector<std::size_t> match(k, k);
    for (std::size_t a = 0; a < k; ++a) {
        double best = least;
        for (std::size_t b = 0; b < k; ++b) {
            const double r = correlation({mine.data() + a * n, n}, {base.data() + b * n, n}, multiplicity);
            if (r >= best) {
                best = r;
                match[a] = b;
            }
        }
    }
    return match;
}

std::vector<std::size_t> match_resample(const PackedProblem& whole, const FactorFit& fit, const FactorFit& base,
                                        const Resample& drawn, double least, std::vector<char>& on_all_days) {
    const std::size_t k = whole.k;
    std::vector<std::size_t> match = best_matches(k, fit.g, base.g, drawn.sample, drawn.problem.multiplicity, least);
    on_all_days.assign(k, 0);
    if (std::find(match.begin(), match.end(), k) == match.end()) return match;
    FitEngine engine(whole);
    engine.start(fit.f);
    FitControl once;
    once.max_iterations = once.sweeps_before_newton = 1;
    once.memory = 0;
    (void)engine.run(once);
    std::vector<std::size_t> rows(whole.n);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const std::vector<std::size_t> all = best_matches(k, engine.g(), base.g, rows, whole.problem.multiplicity, least);
    for (std::size_t a = 0; a < k; ++a) {
        if (match[a] != k || all[a] == k) continue;
        match[a] = all[a];
        on_all_days[a] = 1;
    }
    return match;
}

std::size_t suggest_block(const FactorProblem& p, const std::vector<std::string>& sites) {
    double sum = 0.0;
    std::size_t count = 0, longest = 1;
    for (const std::vector<std::size_t>& site : by_site(p.samples, sites)) {
        longest = std::max(longest, site.size());
        for (std::size_t j = 0; j < p.species; ++j) {
            std::vector<double> x;
            for (const std::size_t i : site) {
                if (!std::isnan(p.x[i * p.species + j])) x.push_back(p.x[i * p.species + j]);
            }
            const std::size_t n = x.size();
            if (n < 8) continue;
            const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(n);
            const double size = static_cast<double>(n);
            const auto k_n = static_cast<std::size_t>(std::max(5.0, std::ceil(std::sqrt(std::log10(size)))));
            const std::size_t most = std::min(n - 1, static_cast<std::size_t>(std::ceil(std::sqrt(size))) + k_n);
            std::vector<double> r(2 * most + 1, 0.0);
            for (std::size_t lag = 0; lag < r.size() && lag < n; ++lag) {
                for (std::size_t i = lag; i < n; ++i) r[lag] += (x[i] - mean) * (x[i - lag] - mean);
                r[lag] /= size;
            }
            if (!(r[0] > 0.0)) continue;
            const double limit = 2.0 * std::sqrt(std::log10(size) / size);
            // Smallest lag after which k_n correlations in a row are negligible.
            std::size_t m_hat = most;
            for (std::size_t lag = 1; lag + k_n <= most + 1; ++lag) {
                bool calm = true;
                for (std::size_t c = 0; c < k_n && calm; ++c) calm = std::abs(r[lag + c] / r[0]) < limit;
                if (calm) {
                    m_hat = lag - 1;
                    break;
                }
            }
            const std::size_t window = std::min(2 * std::max<std::size_t>(m_hat, 1), r.size() - 1);
            double g = 0.0, spectrum = r[0];
            for (std::size_t lag = 1; lag <= window; ++lag) {
                const double t = static_cast<double>(lag) / static_cast<double>(window);
                const double weight = t <= 0.5 ? 1.0 : 2.0 * (1.0 - t);
                g += 2.0 * weight * static_cast<double>(lag) * r[lag];
                spectrum += 2.0 * weight * r[lag];
            }
            const double d = 4.0 / 3.0 * spectrum * spectrum;
            if (!(d > 0.0)) continue;
            sum += std::min(std::cbrt(2.0 * g * g / d * size), std::ceil(std::min(3.0 * std::sqrt(size), size / 3.0)));
            ++count;
        }
    }
    if (count == 0) return 1;
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(sum / static_cast<double>(count))), 1, longest);
}

Bootstrap bootstrap(const FactorProblem& problem, const FactorFit& base, const std::vector<std::string>& sites,
                    const BootstrapControl& control) {
    const std::size_t k = problem.factors, m = problem.species;
    Bootstrap out;
    out.runs = control.runs;
    out.block = control.block > 0 ? control.block : suggest_block(problem, sites);
    out.q.resize(control.runs);
    const PackedProblem whole(problem);
    std::vector<std::vector<char>> all_days(control.runs);
    std::vector<std::vector<std::size_t>> match(control.runs);
    std::vector<std::vector<double>> profiles(control.runs);
    parallel_for(control.runs, thread_count(control.threads), [&](std::size_t run) {
        const Resample drawn = resample(problem, draw_blocks(problem.samples, sites, out.block, control.seed, run));
        const PackedProblem packed(drawn.problem);
        FitEngine engine(packed);
        std::vector<double> g;
        for (const std::size_t i : drawn.sample) {
            g.insert(g.end(), base.g.begin() + static_cast<std::ptrdiff_t>(i * k),
                     base.g.begin() + static_cast<std::ptrdiff_t>((i + 1) * k));
        }
        engine.start(base.f, g);
        (void)engine.run(control.fit);
        const FactorFit fit = engine.result();
        out.q[run] = fit.q(problem.robust);
        match[run] = match_resample(whole, fit, base, drawn, control.least_correlation, all_days[run]);
        profiles[run] = fit.f;
    });
    out.mapping.assign(k, std::vector<std::size_t>(k + 1, 0));
    out.mapped_on_all_days.assign(k, 0);
    std::vector<std::vector<double>> values(k * m);
    for (std::size_t run = 0; run < control.runs; ++run) {
        for (std::size_t a = 0; a < k; ++a) {
            const std::size_t to = match[run][a];
            out.mapped_on_all_days[a] += all_days[run][a] != 0 ? 1U : 0U;
            ++out.mapping[a][to];
            if (to == k) continue;
            for (std::size_t j = 0; j < m; ++j) values[to * m + j].push_back(profiles[run][a * m + j]);
        }
    }
    for (const double share : k_percentiles) {
        for (const std::vector<double>& v : values) out.percentiles.push_back(percentile(v, share));
    }
    return out;
}

}  // namespace lantian::receptor
