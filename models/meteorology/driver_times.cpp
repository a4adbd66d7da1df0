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

TimedProvider::TimedProvider(const Scenario& scenario, std::vector<UtcTime> times, Build build,
                             std::vector<std::string> notes, Ahead ahead)
    : times_(std::move(times)),
      build_(std::move(build)),
      notes_(std::move(notes)),
      end_(scenario.time.start + scenario.time.hours * 3600),
      ahead_(ahead) {
    const UtcTime begin = scenario.time.start;
    const UtcTime end = end_;
    const std::string run = fmt::format("the run needs {} to {}", format_time(begin), format_time(end));
    if (times_.empty() || times_.back() < begin || times_.front() > end) {
        refuse("E410",
               "no weather in the time of the run: " + run +
                   (times_.empty() ? ", the files hold none"
                                   : fmt::format(", the files hold {} to {}", format_time(times_.front()),
                                                 format_time(times_.back()))),
               "give files that cover the run, or change time.start");
    }
    usual_s_ = usual_interval_s(times_);
    std::vector<std::string> missing;
    std::int64_t held_s = 0;
    std::int64_t missing_s = 0;
    const bool hold = scenario.meteorology.if_missing == "hold";
    const auto gap = [&](UtcTime from, UtcTime to, bool can_hold) {
        const std::int64_t length = to - from;
        if (can_hold && hold && static_cast<double>(length) <= scenario.meteorology.max_hold_h * 3600.0) {
            held_s += length;
            notes_.push_back(fmt::format("weather of {} held to {}", format_time(from), format_time(to)));
            return;
        }
        missing_s += length;
        missing.push_back(format_time(from) + " to " + format_time(to));
    };
    if (times_.front() > begin) gap(begin, times_.front(), false);
    for (std::size_t n = 1; n < times_.size(); ++n) {
        const UtcTime from = std::max(times_[n - 1], begin);
        const UtcTime to = std::min(times_[n], end);
        if (times_[n] - times_[n - 1] > usual_s_ && from < to) gap(times_[n - 1], times_[n], true);
    }
    if (times_.back() < end) gap(times_.back(), end, true);
    if (!missing.empty()) {
        std::string list;
        for (std::size_t n = 0; n < std::min<std::size_t>(missing.size(), 5); ++n)
            list += (n > 0 ? ", " : "") + missing[n];
        if (missing.size() > 5) list += fmt::format(" and {} more", missing.size() - 5);
        refuse("E412",
               fmt::format("weather missing for {:.4g} of {} hours: {}; if_missing = \"{}\"",
                           static_cast<double>(missing_s) / 3600.0, scenario.time.hours, list,
                           scenario.meteorology.if_missing),
               hold ? fmt::format("gaps longer than meteorology.max_hold_h = {} h, and the time before the first "
                                  "record, cannot be held",
                                  scenario.meteorology.max_hold_h)
                    : "give the missing hours, or set meteorology.if_missing = \"hold\"");
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
    keep(index, std::make_shared<const MetState>(build_(index)));
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
    if (ahead_ == Ahead::no || coming_.valid() || index >= times_.size() || kept_.count(index) > 0) return;
    if (times_[index - 1] >= end_) return;
    coming_index_ = index;
    coming_ = std::async(std::launch::async,
                         [this, index]() -> State { return std::make_shared<const MetState>(build_(index)); });
}

std::array<std::shared_ptr<const MetState>, 2> TimedProvider::bracket(UtcTime t) {
    const auto after = std::upper_bound(times_.begin(), times_.end(), t);
    if (after == times_.begin())
        refuse("E412", "weather asked for before its first time, " + format_time(t), "start the run later");
    const auto index = static_cast<std::size_t>(after - times_.begin()) - 1;
    const State first = state(index);
    // Across a gap that the policy lets us bridge, and after the last time, the state before it is held.
    const bool alone = times_[index] == t || after == times_.end() || *after - times_[index] > usual_s_;
    const State second = alone ? first : state(index + 1);
    prepare(alone ? index + 1 : index + 2);
    return {first, second};
}

}  // namespace lantian
