#include "models/receptor/trajectory.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/parallel/threads.hpp"
#include "models/meteorology/met_window.hpp"

namespace lantian {

namespace {

struct Place {
    double x_m, y_m, z_m;
    [[nodiscard]] Place moved(const Place& rate, double dt_s) const {
        return {x_m + rate.x_m * dt_s, y_m + rate.y_m * dt_s, std::max(k_lowest_trajectory_m, z_m + rate.z_m * dt_s)};
    }
};

/// Wind at a place and instant, m s-1; seconds from the arrival backward (negative).
class Wind {
  public:
    Wind(const MetWindow& window, UtcTime arrival, bool vertical)
        : window_(window),
          offset_s_(static_cast<double>(arrival - window.first().time)),
          length_s_(static_cast<double>(window.second().time - window.first().time)),
          vertical_(vertical) {}
    [[nodiscard]] Place operator()(const Place& p, double seconds) const {
        const double fraction = length_s_ > 0.0 ? std::clamp((offset_s_ + seconds) / length_s_, 0.0, 1.0) : 0.0;
        const MetSample met = window_.sample(p.x_m, p.y_m, p.z_m, p.z_m, fraction);
        return {met.wind_x_m_s, met.wind_y_m_s, vertical_ ? met.wind_z_m_s : 0.0};
    }

  private:
    const MetWindow& window_;
    double offset_s_, length_s_;
    bool vertical_;
};

/// One step of dt_s < 0.
Place step(const Wind& wind, const Place& p, double seconds, double dt_s, int order) {
    const Place k1 = wind(p, seconds);
    if (order == 2) {
        const Place k2 = wind(p.moved(k1, dt_s), seconds + dt_s);
        return p.moved({0.5 * (k1.x_m + k2.x_m), 0.5 * (k1.y_m + k2.y_m), 0.5 * (k1.z_m + k2.z_m)}, dt_s);
    }
    const Place k2 = wind(p.moved(k1, 0.5 * dt_s), seconds + 0.5 * dt_s);
    const Place k3 = wind(p.moved(k2, 0.5 * dt_s), seconds + 0.5 * dt_s);
    const Place k4 = wind(p.moved(k3, dt_s), seconds + dt_s);
    const auto mean = [](double a, double b, double c, double d) { return (a + 2.0 * b + 2.0 * c + d) / 6.0; };
    return p.moved({mean(k1.x_m, k2.x_m, k3.x_m, k4.x_m), mean(k1.y_m, k2.y_m, k3.y_m, k4.y_m),
                    mean(k1.z_m, k2.z_m, k3.z_m, k4.z_m)},
                   dt_s);
}

/// A trajectory on its way.
struct Walker {
    Place place;
    std::int64_t back_s = 0;  ///< seconds before the arrival
    bool done = false;
};

/// Walks one trajectory back to `until`, or to its end.
void walk(Walker& w, BackTrajectory& out, const MetWindow& window, UtcTime until, const Grid& area,
          const TrajectoryOptions& options) {
    const Wind wind(window, out.arrival.time, options.vertical_wind);
    const auto total_s = static_cast<std::int64_t>(std::llround(options.hours * 3600.0));
    const std::int64_t window_s = out.arrival.time - until;
    while (w.back_s < std::min(total_s, window_s)) {
        const std::int64_t next_output = (w.back_s / options.output_s + 1) * options.output_s;
        const std::int64_t target = std::min({w.back_s + options.step_s, next_output, total_s, window_s});
        const auto dt = static_cast<double>(target - w.back_s);
        w.place = step(wind, w.place, -static_cast<double>(w.back_s), -dt, options.order);
        w.back_s = target;
        const bool outside = !area.contains({w.place.x_m, w.place.y_m});
        if (outside || w.back_s % options.output_s == 0 || w.back_s == total_s)
            out.points.push_back({-static_cast<double>(w.back_s) / 3600.0, w.place.x_m, w.place.y_m, w.place.z_m});
        if (outside) {
            out.end = PathEnd::left_area;
            w.done = true;
            return;
        }
    }
    w.done = w.back_s >= total_s;
}

}  // namespace

std::vector<BackTrajectory> back_trajectories(MetProvider& met, const Grid& area, std::span<const Arrival> arrivals,
                                              const TrajectoryOptions& options) {
    std::vector<BackTrajectory> out(arrivals.size());
    std::vector<Walker> walkers(arrivals.size());
    for (std::size_t n = 0; n < arrivals.size(); ++n) {
        const Arrival& a = arrivals[n];
        out[n].arrival = a;
        walkers[n].place = {a.place.x_m, a.place.y_m, std::max(a.height_m, k_lowest_trajectory_m)};
        out[n].points.push_back({0.0, a.place.x_m, a.place.y_m, walkers[n].place.z_m});
        if (!area.contains(a.place)) {
            out[n].end = PathEnd::left_area;
            walkers[n].done = true;
        }
    }
    const auto now = [&](std::size_t n) { return arrivals[n].time - walkers[n].back_s; };
    for (;;) {
        std::optional<UtcTime> latest;
        for (std::size_t n = 0; n < walkers.size(); ++n) {
            if (!walkers[n].done && (!latest || now(n) > *latest)) latest = now(n);
        }
        if (!latest || *latest <= options.earliest) break;
        const auto states = met.bracket(*latest - 1);
        const MetWindow window(states[0], states[1]);
        // A held last state has no second instant: an hour of it at a time.
        UtcTime until = states[0]->time < *latest ? states[0]->time : *latest - 3600;
        if (states[0] == states[1]) until = std::max(until, *latest - 3600);
        until = std::max(until, options.earliest);
        parallel_for(walkers.size(), options.threads, [&](std::size_t n) {
            if (!walkers[n].done && now(n) > until) walk(walkers[n], out[n], window, until, area, options);
        });
    }
    for (std::size_t n = 0; n < walkers.size(); ++n) {
        if (walkers[n].done) continue;
        out[n].end = PathEnd::weather_begins;
        const double hours = -static_cast<double>(walkers[n].back_s) / 3600.0;
        if (out[n].points.back().hours > hours)
            out[n].points.push_back({hours, walkers[n].place.x_m, walkers[n].place.y_m, walkers[n].place.z_m});
    }
    return out;
}

std::shared_ptr<const MetState> ReversedMet::reversed(const std::shared_ptr<const MetState>& state) {
    for (std::size_t n = 0; n < from_.size(); ++n) {
        if (from_[n] == state) return to_[n];
    }
    auto turned = std::make_shared<MetState>(*state);
    turned->time = pivot_ + (pivot_ - state->time);
    for (auto* wind : {&turned->wind_x_m_s, &turned->wind_y_m_s, &turned->wind_z_m_s}) {
        for (double& value : *wind) value = -value;
    }
    from_[next_] = state;
    to_[next_] = turned;
    next_ = (next_ + 1) % from_.size();
    return turned;
}

std::array<std::shared_ptr<const MetState>, 2> ReversedMet::bracket(UtcTime t) {
    const auto states = met_.bracket(pivot_ + (pivot_ - t));
    return {reversed(states[1]), reversed(states[0])};
}

}  // namespace lantian
