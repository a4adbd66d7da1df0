#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math/statistics.hpp"
#include "core/parallel/threads.hpp"
#include "models/receptor/errors.hpp"
#include "models/receptor/resample.hpp"

namespace lantian::receptor {

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
/// A level is met when Q is this near to it (part of the level); the rest is interpolated as a parabola.
constexpr double k_level_tolerance = 0.08;
constexpr int k_most_solves = 12;
/// A bracket of tilts narrower than this part holds a jump of the path.
constexpr double k_jump_width = 0.02;

/// A point on the path of one element: what a tilt of the objective leads to.
struct Point {
    double slope = 0.0;  ///< of the tilt; dQ/dvalue = -slope (envelope theorem)
    double value = 0.0;  ///< of the element
    double rise = 0.0;   ///< Q - Q_base
    std::vector<double> f;
    std::vector<char> swapped;  ///< [factor] matches another factor of the base best
};

/// What one element in one direction gave.
struct Path {
    std::vector<double> end;    ///< [level]
    std::vector<char> swapped;  ///< [level][factor]
    double drop = 0.0;
    std::vector<double> better;
    std::size_t refits = 0, sweeps = 0, jumps = 0;
};

/// Follows the profile likelihood of one element. Q + slope * f_kj * mean(G_k) is minimised for rising |slope|: its
/// minimum is the minimum of Q at the value that it reaches, whatever the scale between G and F.
class Follower {
  public:
    Follower(FitEngine& engine, const FactorProblem& problem, const FactorFit& base, double q_base,
             const DisplacementControl& control, double curvature, const std::vector<std::size_t>& rows)
        : engine_(engine),
          p_(problem),
          base_(base),
          q_base_(q_base),
          control_(control),
          curvature_(curvature),
          rows_(rows) {}

    Path follow(std::size_t factor, std::size_t species, double direction) {
        const std::size_t levels = control_.levels.size(), k = p_.factors;
        const double start = base_.f[factor * p_.species + species];
        Path path;
        path.end.assign(levels, direction < 0.0 ? 0.0 : start);
        path.swapped.assign(levels * k, 0);
        if (direction < 0.0 && start <= 0.0) return path;
        Point below{0.0, start, 0.0, base_.f, std::vector<char>(k, 0)};
        Point last = below;
        // Q rises by slope^2 / (4 h) where Q = Q_base + h (value - start)^2; the others give way, so h < curvature.
        double slope = -direction * std::sqrt(4.0 * control_.levels[0] * curvature_ / 4.0);
        for (std::size_t level = 0; level < levels; ++level) {
            const double target = control_.levels[level];
            Point above;
            bool have_above = false, done = false;
            if (last.rise > 0.0) slope = last.slope * std::sqrt(target / last.rise);
            for (int solve = 0; solve < k_most_solves && !done; ++solve) {
                Point now = at(factor, species, slope, last, path);
                if (direction < 0.0 && now.value <= 0.0 && now.rise <= target) {
                    for (std::size_t rest = level; rest < levels; ++rest) {
                        path.end[rest] = 0.0;
                        note_swaps(path, rest, now);
                    }
                    return path;
                }
                if (std::abs(now.rise - target) <= k_level_tolerance * target && now.value != start) {
                    // Q = Q_base + h (value - start)^2 through this point.
                    path.end[level] = std::max(0.0, start + (now.value - start) * std::sqrt(target / now.rise));
                    note_swaps(path, level, now);
                    last = below = std::move(now);
                    done = true;
                    break;
                }
                if (now.rise > target) {
                    above = now;
                    have_above = true;
                } else {
                    below = now;
                }
                if (have_above && std::abs(above.slope - below.slope) < k_jump_width * std::abs(above.slope)) break;
                if (have_above) {
                    // Root of sqrt(rise), nearly linear in the slope, kept inside the bracket.
                    const double y0 = std::sqrt(std::max(below.rise, 0.0)), y1 = std::sqrt(above.rise);
                    double t = (std::sqrt(target) - y0) / std::max(y1 - y0, 1e-300);
                    t = solve % 3 == 2 ? 0.5 : std::clamp(t, 0.05, 0.95);
                    slope = below.slope + t * (above.slope - below.slope);
                } else {
                    const double factor_up = now.rise > 0.0 ? std::sqrt(target / now.rise) : 4.0;
                    slope *= std::clamp(factor_up, 1.02, 8.0);
                }
                last = std::move(now);
            }
            if (!done) {
                // The path jumps over the level: another arrangement of the factors takes over above it.
                ++path.jumps;
                const Point& to = have_above ? above : last;
                const double y0 = std::sqrt(std::max(below.rise, 0.0)), y1 = std::sqrt(std::max(to.rise, 0.0));
                const double t = y1 > y0 ? std::clamp((std::sqrt(target) - y0) / (y1 - y0), 0.0, 1.0) : 1.0;
                path.end[level] = std::max(0.0, below.value + t * (to.value - below.value));
                note_swaps(path, level, below);
                last = below.rise > 0.0 ? below : last;
            }
            if (level > 0 && direction * (path.end[level] - path.end[level - 1]) < 0.0)
                path.end[level] = path.end[level - 1];
        }
        return path;
    }

  private:
    Point at(std::size_t factor, std::size_t species, double slope, const Point& from, Path& path) {
        // The elements move along a line at first: extrapolate from the base through the last point.
        std::vector<double> f = from.f;
        if (from.slope != 0.0) {
            const double t = slope / from.slope;
            for (std::size_t c = 0; c < f.size(); ++c) f[c] = std::max(0.0, base_.f[c] + t * (from.f[c] - base_.f[c]));
        }
        engine_.start(f, base_.g);
        engine_.tilt(factor, species, slope);
        const double objective = engine_.run(control_.fit);
        Point now;
        now.slope = slope;
        now.value = engine_.f_at(factor, species);
        now.rise = objective - slope * now.value - q_base_;
        now.f = engine_.f();
        const std::vector<std::size_t> match =
            best_matches(p_.factors, engine_.g(), base_.g, rows_, p_.multiplicity, -1.0);
        for (std::size_t a = 0; a < p_.factors; ++a) now.swapped.push_back(match[a] != a ? 1 : 0);
        ++path.refits;
        path.sweeps += engine_.iterations();
        if (now.rise < -path.drop) {
            path.drop = -now.rise;
            path.better = now.f;
        }
        return now;
    }

    void note_swaps(Path& path, std::size_t level, const Point& point) const {
        std::copy(point.swapped.begin(), point.swapped.end(),
                  path.swapped.begin() + static_cast<std::ptrdiff_t>(level * p_.factors));
    }

    FitEngine& engine_;
    const FactorProblem& p_;
    const FactorFit& base_;
    double q_base_;
    const DisplacementControl& control_;
    double curvature_;
    const std::vector<std::size_t>& rows_;
};

}  // namespace

Displacement displace(const FactorProblem& problem, const FactorFit& base, const DisplacementControl& control) {
    const std::size_t k = problem.factors, m = problem.species, levels = control.levels.size();
    const PackedProblem packed(problem);
    std::vector<std::size_t> species = control.species;
    if (species.empty()) {
        species.resize(m);
        std::iota(species.begin(), species.end(), std::size_t{0});
    }
    // The base in the objective of the engine (Huber's in the robust mode).
    double q_base = 0.0;
    {
        FitEngine engine(packed);
        engine.start(base.f, base.g);
        FitControl once = control.fit;
        once.max_iterations = once.sweeps_before_newton = 1;
        q_base = engine.run(once);
    }
    std::vector<double> curvature(k * m, 0.0);
    for (std::size_t i = 0; i < problem.samples; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            const double s = problem.s[i * m + j];
            if (std::isnan(s) || std::isnan(problem.x[i * m + j])) continue;
            const double w = (problem.multiplicity.empty() ? 1.0 : problem.multiplicity[i]) / (s * s);
            for (std::size_t a = 0; a < k; ++a) curvature[a * m + j] += w * base.g[i * k + a] * base.g[i * k + a];
        }
    }
    std::vector<std::size_t> rows(problem.samples);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const std::size_t tasks = k * species.size();
    std::vector<Path> down(tasks), up(tasks);
    parallel_for(2 * tasks, thread_count(control.threads), [&](std::size_t task) {
        const std::size_t a = task / 2 / species.size(), j = species[task / 2 % species.size()];
        FitEngine engine(packed);
        Follower follower(engine, problem, base, q_base, control, curvature[a * m + j], rows);
        (task % 2 == 0 ? down : up)[task / 2] = follower.follow(a, j, task % 2 == 0 ? -1.0 : 1.0);
    });
    Displacement out;
    out.levels = control.levels;
    out.low.assign(levels, std::vector<double>(k * m, k_nan));
    out.high = out.low;
    out.swaps.assign(levels, 0);
    out.swaps_by_factor.assign(levels, std::vector<std::size_t>(k, 0));
    for (std::size_t task = 0; task < tasks; ++task) {
        const std::size_t at = task / species.size() * m + species[task % species.size()];
        for (const Path* path : {&down[task], &up[task]}) {
            out.refits += path->refits;
            out.sweeps += path->sweeps;
            out.jumps += path->jumps;
            if (path->drop > out.largest_drop) {
                out.largest_drop = path->drop;
                out.better_profiles = path->better;
            }
            for (std::size_t level = 0; level < levels; ++level) {
                bool any = false;
                for (std::size_t a = 0; a < k; ++a) {
                    const bool swapped = path->swapped[level * k + a] != 0;
                    out.swaps_by_factor[level][a] += swapped ? 1U : 0U;
                    any = any || swapped;
                }
                out.swaps[level] += any ? 1U : 0U;
            }
        }
        for (std::size_t level = 0; level < levels; ++level) {
            out.low[level][at] = down[task].end[level];
            out.high[level][at] = up[task].end[level];
        }
    }
    return out;
}

BootstrapDisplacement bootstrap_displace(const FactorProblem& problem, const FactorFit& base,
                                         const std::vector<std::string>& sites,
                                         const BootstrapDisplacementControl& control) {
    const std::size_t k = problem.factors, m = problem.species, levels = control.levels.size();
    const std::size_t block = control.block > 0 ? control.block : suggest_block(problem, sites);
    BootstrapDisplacement out;
    out.runs = control.runs;
    out.levels = control.levels;
    std::vector<Displacement> result(control.runs);
    const PackedProblem whole(problem);
    std::vector<char> swapped(control.runs, 0), restarted(control.runs, 0);
    const double allowed = std::max(0.5, 0.001 * base.q(problem.robust));
    parallel_for(control.runs, thread_count(control.threads), [&](std::size_t run) {
        const Resample drawn = resample(problem, draw_blocks(problem.samples, sites, block, control.seed, run));
        const PackedProblem packed(drawn.problem);
        FitEngine engine(packed);
        std::vector<double> g;
        for (const std::size_t i : drawn.sample) {
            g.insert(g.end(), base.g.begin() + static_cast<std::ptrdiff_t>(i * k),
                     base.g.begin() + static_cast<std::ptrdiff_t>((i + 1) * k));
        }
        engine.start(base.f, g);
        FitControl fit = control.fit;
        fit.tolerance *= 0.1;
        (void)engine.run(fit);
        FactorFit own = engine.result();
        const auto matched = [&](const FactorFit& found) {
            std::vector<char> on_all_days;
            const std::vector<std::size_t> match =
                match_resample(whole, found, base, drawn, control.least_correlation, on_all_days);
            for (std::size_t a = 0; a < k; ++a) swapped[run] = static_cast<char>(swapped[run] != 0 || match[a] != a);
            return swapped[run] == 0;
        };
        if (!matched(own)) return;
        DisplacementControl one;
        one.levels = control.levels;
        one.species = control.species;
        one.threads = 1;
        one.fit = control.fit;
        one.fit.max_iterations = 400;
        result[run] = displace(drawn.problem, own, one);
        if (result[run].largest_drop <= allowed) return;
        // The resample had not been at its minimum: once more from the better one.
        restarted[run] = 1;
        engine.start(result[run].better_profiles);
        (void)engine.run(fit);
        own = engine.result();
        if (!matched(own)) return;
        result[run] = displace(drawn.problem, own, one);
    });
    out.swaps.assign(levels, 0);
    std::vector<std::vector<std::vector<double>>> low(levels, std::vector<std::vector<double>>(k * m)), high = low;
    for (std::size_t run = 0; run < control.runs; ++run) {
        out.restarted += restarted[run] != 0 ? 1U : 0U;
        if (swapped[run] != 0) {
            ++out.swaps_in_fit;
            continue;
        }
        const Displacement& d = result[run];
        out.largest_drop = std::max(out.largest_drop, d.largest_drop);
        if (d.largest_drop > allowed) {
            ++out.drops;
            continue;
        }
        ++out.accepted;
        for (std::size_t level = 0; level < levels; ++level) {
            out.swaps[level] += d.swaps[level];
            for (std::size_t c = 0; c < k * m; ++c) {
                if (std::isnan(d.low[level][c])) continue;
                low[level][c].push_back(d.low[level][c]);
                high[level][c].push_back(d.high[level][c]);
            }
        }
    }
    for (std::size_t level = 0; level < levels; ++level) {
        out.low.emplace_back();
        out.high.emplace_back();
        for (std::size_t c = 0; c < k * m; ++c) {
            out.low.back().push_back(percentile(low[level][c], 5.0));
            out.high.back().push_back(percentile(high[level][c], 95.0));
        }
    }
    return out;
}

}  // namespace lantian::receptor
