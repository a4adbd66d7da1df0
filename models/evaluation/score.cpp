#include "models/evaluation/score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "core/math/statistics.hpp"

namespace lantian {

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

/// Running sums of one sample of pairs; each pair may count several times.
class Tally {
  public:
    explicit Tally(double floor) : floor_(floor) {}

    void add(const ScorePair& pair, double times) {
        const double o = pair.observed;
        const double p = pair.predicted;
        n_ += times;
        sum_o_ += times * o;
        sum_p_ += times * p;
        sum_oo_ += times * o * o;
        sum_pp_ += times * p * p;
        sum_op_ += times * o * p;
        sum_square_ += times * (o - p) * (o - p);
        if (o >= floor_ && o > 0.0) {
            counted_ += times;
            const double ratio = p / o;
            if (ratio >= 0.5 && ratio <= 2.0) within_ += times;
        }
        const double low_o = std::max(o, floor_);
        const double low_p = std::max(p, floor_);
        if (low_o > 0.0 && low_p > 0.0) {
            const double log_ratio = std::log(low_o / low_p);
            logs_ += times;
            sum_log_ += times * log_ratio;
            sum_log_square_ += times * log_ratio * log_ratio;
        }
    }

    [[nodiscard]] Score score(std::size_t n) const {
        Score s{n, k_nan, k_nan, k_nan, k_nan, k_nan, k_nan};
        if (n_ <= 0.0) return s;
        const double mean_o = sum_o_ / n_;
        const double mean_p = sum_p_ / n_;
        if (mean_o + mean_p > 0.0) s.fractional_bias = 2.0 * (mean_o - mean_p) / (mean_o + mean_p);
        if (mean_o * mean_p > 0.0) s.normalised_mean_square_error = sum_square_ / n_ / (mean_o * mean_p);
        if (counted_ > 0.0) s.within_factor_2 = within_ / counted_;
        if (logs_ > 0.0) {
            s.geometric_mean_bias = std::exp(sum_log_ / logs_);
            s.geometric_variance = std::exp(sum_log_square_ / logs_);
        }
        const double var_o = sum_oo_ / n_ - mean_o * mean_o;
        const double var_p = sum_pp_ / n_ - mean_p * mean_p;
        if (var_o > 0.0 && var_p > 0.0) s.correlation = (sum_op_ / n_ - mean_o * mean_p) / std::sqrt(var_o * var_p);
        return s;
    }

  private:
    double floor_;
    double n_ = 0, sum_o_ = 0, sum_p_ = 0, sum_oo_ = 0, sum_pp_ = 0, sum_op_ = 0, sum_square_ = 0;
    double counted_ = 0, within_ = 0, logs_ = 0, sum_log_ = 0, sum_log_square_ = 0;
};

}  // namespace

Score score_of(std::span<const ScorePair> pairs, double floor) {
    Tally tally(floor);
    for (const ScorePair& pair : pairs) tally.add(pair, 1.0);
    Score score = tally.score(pairs.size());
    // The correlation once more from centred values: exact where the means are large against the spread.
    std::vector<double> o, p;
    for (const ScorePair& pair : pairs) {
        o.push_back(pair.observed);
        p.push_back(pair.predicted);
    }
    if (pairs.size() > 1) score.correlation = correlation(o, p);
    return score;
}

std::array<Interval, Score::k_count> bootstrap_intervals(std::span<const ScorePair> pairs, double floor,
                                                         std::size_t resamples, std::uint64_t seed) {
    std::array<Interval, Score::k_count> out;
    out.fill({k_nan, k_nan});
    std::size_t blocks = 0;
    for (const ScorePair& pair : pairs) blocks = std::max(blocks, pair.block + 1);
    std::vector<std::size_t> used;
    std::vector<bool> seen(blocks, false);
    for (const ScorePair& pair : pairs) {
        if (!seen[pair.block]) used.push_back(pair.block);
        seen[pair.block] = true;
    }
    if (used.size() < 2 || resamples == 0) return out;
    std::mt19937_64 random(seed);
    std::array<std::vector<double>, Score::k_count> samples;
    std::vector<double> times(blocks);
    for (std::size_t r = 0; r < resamples; ++r) {
        std::fill(times.begin(), times.end(), 0.0);
        for (std::size_t b = 0; b < used.size(); ++b) times[used[random() % used.size()]] += 1.0;
        Tally tally(floor);
        for (const ScorePair& pair : pairs) {
            if (times[pair.block] > 0.0) tally.add(pair, times[pair.block]);
        }
        const auto values = tally.score(pairs.size()).values();
        for (std::size_t k = 0; k < values.size(); ++k) {
            if (std::isfinite(values[k])) samples[k].push_back(values[k]);
        }
    }
    for (std::size_t k = 0; k < out.size(); ++k) {
        if (!samples[k].empty()) out[k] = {percentile(samples[k], 2.5), percentile(samples[k], 97.5)};
    }
    return out;
}

Interval bootstrap_mean_interval(std::span<const double> values, std::size_t resamples, std::uint64_t seed) {
    if (values.size() < 2) return {k_nan, k_nan};
    std::mt19937_64 random(seed);
    std::vector<double> means;
    for (std::size_t r = 0; r < resamples; ++r) {
        double sum = 0.0;
        for (std::size_t i = 0; i < values.size(); ++i) sum += values[random() % values.size()];
        means.push_back(sum / static_cast<double>(values.size()));
    }
    return {percentile(means, 2.5), percentile(means, 97.5)};
}

double robust_highest(std::span<const double> values, std::size_t count) {
    if (values.size() < count || count < 2) return k_nan;
    std::vector<double> top(values.begin(), values.end());
    std::partial_sort(top.begin(), top.begin() + static_cast<std::ptrdiff_t>(count), top.end(), std::greater<>());
    double mean = 0.0;
    for (std::size_t i = 0; i + 1 < count; ++i) mean += top[i];
    mean /= static_cast<double>(count - 1);
    const double least = top[count - 1];
    return least + (mean - least) * std::log((3.0 * static_cast<double>(count) - 1.0) / 2.0);
}

}  // namespace lantian
