#include "models/meteorology/driver_times.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_states_kept = 4;

[[noreturn]] void refuse(const char* code, const std::string& message, const std::string& hint) {
    throw Error(ErrorKind::bad_data, code, message, hint);
}

}  // namespace

std::int64_t usual_interval_s(const std::vector<UtcTime>& times) {
    std::vector<std::int64_t> steps;
    for (std::size_t n = 1; n < times.size(); ++n) steps.push_back(times[n] - times[n - 1]);
    if (steps.empty()) return 3600;
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
    return steps[steps.size() / 2];
}

std::vector<std::string> gaps_of(const std::vector<UtcTime>& times) {
    std::vector<std::string> gaps;
    const std::int64_t usual = usual_interval_s(times);
    for (std::size_t n = 1; n < times.size(); ++n) {
        if (times[n] - times[n - 1] > usual)
            gaps.push_back(format_time(times[n - 1] + usual) + " to " + format_time(times[n] - usual));
    }
    return gaps;
}

TimedProvider::TimedProvider(const Scenario& scenario, TimedDriver driver, std::optional<TimedDriver> previous,
                             Ahead ahead)
    : driver_(std::move(driver)),
      previous_(std::move(previous)),
      notes_(driver_.notes),
      end_(scenario.time.start + scenario.time.hours * 3600),
      ahead_(ahead) {
    const UtcTime begin = scenario.time.start;
    const UtcTime end = end_;
    const std::vector<UtcTime>& times = driver_.times;
    if (times.empty() || times.back() < begin || times.front() > end) {
        refuse("E410",
               fmt::format("no weather in the time of the run: the run needs {} to {}", format_time(begin),
                           format_time(end)) +
                   (times.empty() ? ", the files hold none"
                                  : fmt::format(", the files hold {} to {}", format_time(times.front()),
                                                format_time(times.back()))),
               "give files that cover the run, or change time.start");
    }
    usual_s_ = usual_interval_s(times);
    for (std::size_t n = 0; n < times.size(); ++n) instants_.push_back({times[n], n, Instant::From::driver});
    if (scenario.meteorology.if_missing == "previous_cycle" && previous_) fill_from_previous(begin, end);
    if (scenario.meteorology.if_missing == "analog") fill_by_analogs(begin, end);
    settle(scenario, begin, end);
}

std::vector<TimedProvider::Gap> TimedProvider::gaps(UtcTime begin, UtcTime end) const {
    const std::vector<UtcTime>& times = driver_.times;
    std::vector<Gap> out;
    if (times.front() > begin) out.push_back({begin, times.front(), false, true});
    for (std::size_t n = 1; n < times.size(); ++n) {
        if (times[n] - times[n - 1] > usual_s_ && times[n - 1] < end && times[n] > begin)
            out.push_back({times[n - 1], times[n], true, true});
    }
    if (times.back() < end) out.push_back({times.back(), end, true, false});
    return out;
}

void TimedProvider::fill_from_previous(UtcTime begin, UtcTime end) {
    const std::vector<UtcTime>& times = previous_->times;
    usual_previous_s_ = usual_interval_s(times);
    std::size_t filled = 0;
    for (const Gap& gap : gaps(begin, end)) {
        std::optional<UtcTime> first, last;
        for (std::size_t n = 0; n < times.size(); ++n) {
            const bool inside = (!gap.has_from || times[n] > gap.from) && (!gap.has_to || times[n] < gap.to);
            // Beyond the ends of the run one state is enough to interpolate.
            const bool useful = times[n] > begin - usual_previous_s_ && times[n] < end + usual_previous_s_;
            if (!inside || !useful) continue;
            instants_.push_back({times[n], n, Instant::From::previous});
            first = first ? first : times[n];
            last = times[n];
            ++filled;
        }
        if (first) {
            notes_.push_back(fmt::format("weather of {} to {} taken from the earlier cycle", format_time(*first),
                                         format_time(*last)));
        }
    }
    if (filled == 0) return;
    for (const std::string& note : previous_->notes) notes_.push_back("earlier cycle: " + note);
    notes_.push_back(fmt::format("weather taken from the earlier cycle: {} states in all", filled));
}

/// How unlike two states of the driver are: mean squares of the wind's differences, m2 s-2, and a quarter of those of
/// the 2 m temperature, K2.
double TimedProvider::difference(std::size_t index, std::size_t other) const {
    const MetState a = driver_.build(index), b = driver_.build(other);
    const auto squares = [](const std::vector<double>& x, const std::vector<double>& y) {
        double sum = 0.0;
        for (std::size_t k = 0; k < x.size(); ++k) sum += (x[k] - y[k]) * (x[k] - y[k]);
        return sum / static_cast<double>(std::max<std::size_t>(x.size(), 1));
    };
    return squares(a.wind_x_m_s, b.wind_x_m_s) + squares(a.wind_y_m_s, b.wind_y_m_s) +
           0.25 * squares(a.temperature_2m_k, b.temperature_2m_k);
}

void TimedProvider::fill_by_analogs(UtcTime begin, UtcTime end) {
    constexpr std::int64_t k_day_s = 86400;
    constexpr std::int64_t k_most_days = 15;
    const std::vector<UtcTime>& times = driver_.times;
    const auto index_of = [&](UtcTime t) -> std::optional<std::size_t> {
        const auto it = std::lower_bound(times.begin(), times.end(), t);
        return it != times.end() && *it == t ? std::optional(static_cast<std::size_t>(it - times.begin()))
                                             : std::nullopt;
    };
    std::int64_t filled_s = 0;
    for (const Gap& gap : gaps(begin, end)) {
        std::vector<UtcTime> wanted;
        if (gap.has_from) {
            for (UtcTime t = gap.from + usual_s_; gap.has_to ? t < gap.to : t < gap.to + usual_s_; t = t + usual_s_)
                wanted.push_back(t);
        } else {
            for (UtcTime t = gap.to - usual_s_; t > gap.from - usual_s_; t = t - usual_s_) wanted.push_back(t);
        }
        const UtcTime edge = gap.has_from ? gap.from : gap.to;
        std::optional<std::int64_t> best_day;
        double best = 0.0;
        for (std::int64_t n = 2; n <= 2 * k_most_days + 1; ++n) {
            const std::int64_t day = n % 2 == 0 ? -(n / 2) : n / 2;  // the nearest first, earlier days before later
            const bool there =
                index_of(edge + day * k_day_s) &&
                std::all_of(wanted.begin(), wanted.end(), [&](UtcTime t) { return index_of(t + day * k_day_s); });
            if (!there) continue;
            const double unlike = difference(*index_of(edge), *index_of(edge + day * k_day_s));
            if (!best_day || unlike < best) {
                best_day = day;
                best = unlike;
            }
        }
        if (!best_day) continue;
        for (const UtcTime t : wanted)
            instants_.push_back({t, *index_of(t + *best_day * k_day_s), Instant::From::analog});
        filled_s += static_cast<std::int64_t>(wanted.size()) * usual_s_;
        notes_.push_back(fmt::format("weather of {} to {} taken from {} days {} (the most similar at {})",
                                     format_time(std::min(wanted.front(), wanted.back())),
                                     format_time(std::max(wanted.front(), wanted.back())), std::abs(*best_day),
                                     *best_day < 0 ? "before" : "after", format_time(edge)));
    }
    if (filled_s > 0)
        notes_.push_back(fmt::format("weather taken from similar days: {:.4g} hours in all",
                                     static_cast<double>(filled_s) / 3600.0));
}

std::int64_t TimedProvider::longest_step_s(const Instant& a, const Instant& b) const {
    const bool mixed = a.from == Instant::From::previous || b.from == Instant::From::previous;
    return mixed ? std::max(usual_s_, usual_previous_s_) : usual_s_;
}

void TimedProvider::settle(const Scenario& scenario, UtcTime begin, UtcTime end) {
    std::stable_sort(instants_.begin(), instants_.end(),
                     [](const Instant& a, const Instant& b) { return a.time < b.time; });
    std::vector<std::string> missing;
    std::int64_t held_s = 0;
    std::int64_t missing_s = 0;
    const std::string& policy = scenario.meteorology.if_missing;
    const auto gap = [&](UtcTime from, UtcTime to, bool can_hold) {
        const std::int64_t length = to - from;
        if (can_hold && policy != "stop" && static_cast<double>(length) <= scenario.meteorology.max_hold_h * 3600.0) {
            held_s += length;
            notes_.push_back(fmt::format("weather of {} held to {}", format_time(from), format_time(to)));
            return;
        }
        missing_s += length;
        missing.push_back(format_time(from) + " to " + format_time(to));
    };
    if (instants_.front().time > begin) gap(begin, instants_.front().time, false);
    for (std::size_t n = 1; n < instants_.size(); ++n) {
        const Instant &a = instants_[n - 1], &b = instants_[n];
        if (b.time - a.time > longest_step_s(a, b) && std::max(a.time, begin) < std::min(b.time, end))
            gap(a.time, b.time, true);
    }
    if (instants_.back().time < end) gap(instants_.back().time, end, true);
    if (!missing.empty()) {
        std::string list;
        for (std::size_t n = 0; n < std::min<std::size_t>(missing.size(), 5); ++n)
            list += (n > 0 ? ", " : "") + missing[n];
        if (missing.size() > 5) list += fmt::format(" and {} more", missing.size() - 5);
        const std::string hold = fmt::format(
            "gaps longer than meteorology.max_hold_h = {} h, and the time before the "
            "first record, cannot be held",
            scenario.meteorology.max_hold_h);
        std::string hint =
            "give the missing hours, or choose meteorology.if_missing = \"previous_cycle\", \"analog\" or \"hold\"";
        if (policy == "hold") hint = hold;
        if (policy == "previous_cycle") hint = "meteorology.previous_files do not hold these hours; " + hold;
        if (policy == "analog") hint = "no day within 15 days has all these hours; " + hold;
        refuse("E412",
               fmt::format("weather missing for {:.4g} of {} hours: {}; if_missing = \"{}\"",
                           static_cast<double>(missing_s) / 3600.0, scenario.time.hours, list, policy),
               hint);
    }
    if (held_s > 0)
        notes_.push_back(
            fmt::format("weather held over gaps: {:.4g} hours in all", static_cast<double>(held_s) / 3600.0));
}

TimedProvider::~TimedProvider() {
    if (coming_.valid()) coming_.wait();
}

TimedProvider::State TimedProvider::state(std::size_t index) {
    const auto found = kept_.find(index);
    if (found != kept_.end()) return found->second;
    // What is being built comes first: only one state is built at a time.
    if (coming_.valid()) {
        const std::size_t came = coming_index_;
        if (came == index) {
            keep(came, coming_.get());
            return kept_.at(index);
        }
        coming_.wait();
        coming_ = {};
    }
    keep(index, build(instants_[index]));
    return kept_.at(index);
}

void TimedProvider::keep(std::size_t index, State state) {
    while (kept_.size() >= k_states_kept) {
        // Drop the one furthest from what is asked for.
        auto furthest = kept_.begin();
        const auto distance = [&](std::size_t n) { return n > index ? n - index : index - n; };
        for (auto it = kept_.begin(); it != kept_.end(); ++it) {
            if (distance(it->first) > distance(furthest->first)) furthest = it;
        }
        kept_.erase(furthest);
    }
    kept_.emplace(index, std::move(state));
}

void TimedProvider::prepare(std::size_t index) {
    if (ahead_ == Ahead::no || coming_.valid() || index >= instants_.size() || kept_.count(index) > 0) return;
    if (instants_[index - 1].time >= end_) return;
    coming_index_ = index;
    coming_ = std::async(std::launch::async, [this, index]() -> State { return build(instants_[index]); });
}

TimedProvider::State TimedProvider::build(const Instant& instant) const {
    MetState state =
        instant.from == Instant::From::previous ? previous_->build(instant.index) : driver_.build(instant.index);
    state.time = instant.time;
    return std::make_shared<const MetState>(std::move(state));
}

std::array<std::shared_ptr<const MetState>, 2> TimedProvider::bracket(UtcTime t) {
    const auto after = std::upper_bound(instants_.begin(), instants_.end(), t,
                                        [](UtcTime time, const Instant& instant) { return time < instant.time; });
    if (after == instants_.begin())
        refuse("E412", "weather asked for before its first time, " + format_time(t), "start the run later");
    const auto index = static_cast<std::size_t>(after - instants_.begin()) - 1;
    const Instant& here = instants_[index];
    const State first = state(index);
    // Across a gap that the policy lets us bridge, and after the last time, the state before it is held.
    const bool alone =
        here.time == t || after == instants_.end() || after->time - here.time > longest_step_s(here, *after);
    const State second = alone ? first : state(index + 1);
    prepare(alone ? index + 1 : index + 2);
    return {first, second};
}

}  // namespace lantian
