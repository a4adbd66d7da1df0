#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/meteorology.hpp"
#include "core/data/scenario.hpp"

namespace lantian {

/// A driver as a list of instants whose states are built on demand.
struct TimedDriver {
    std::vector<UtcTime> times;  ///< ascending
    /// State of an instant: depends on nothing but the index, and may run in another thread than the caller's (never
    /// in two at once).
    std::function<MetState(std::size_t time_index)> build;
    std::vector<std::string> notes;
};

/// Provider over the instants of a driver. While the states of one bracket are in use, the next one is built by a
/// thread of its own; a few states are held, whatever the length of the run. Gaps and coverage are settled at
/// construction by meteorology.if_missing (make_met_provider says how); each fallback is counted in the notes. One
/// caller at a time.
class TimedProvider final : public MetProvider {
  public:
    using Build = std::function<MetState(std::size_t time_index)>;
    enum class Ahead { yes, no };
    TimedProvider(const Scenario& scenario, TimedDriver driver, std::optional<TimedDriver> previous = std::nullopt,
                  Ahead ahead = Ahead::yes);
    TimedProvider(const Scenario& scenario, std::vector<UtcTime> times, Build build, std::vector<std::string> notes,
                  Ahead ahead = Ahead::yes)
        : TimedProvider(scenario, TimedDriver{std::move(times), std::move(build), std::move(notes)}, std::nullopt,
                        ahead) {}
    ~TimedProvider() override;
    TimedProvider(const TimedProvider&) = delete;
    TimedProvider& operator=(const TimedProvider&) = delete;

    [[nodiscard]] std::array<std::shared_ptr<const MetState>, 2> bracket(UtcTime t) override;
    [[nodiscard]] std::vector<std::string> notes() const override { return notes_; }

  private:
    /// One state in time: the driver's own, one of the earlier cycle, or that of another day moved here.
    struct Instant {
        UtcTime time;
        std::size_t index = 0;
        enum class From { driver, previous, analog } from = From::driver;
    };
    /// A time without the driver's states: after `from` and before `to`, either of which may lie beyond its ends.
    struct Gap {
        UtcTime from, to;
        bool has_from = true, has_to = true;
    };

    using State = std::shared_ptr<const MetState>;

    [[nodiscard]] State state(std::size_t index);
    [[nodiscard]] State build(const Instant& instant) const;
    void keep(std::size_t index, State state);
    void prepare(std::size_t index);
    [[nodiscard]] std::vector<Gap> gaps(UtcTime begin, UtcTime end) const;
    void fill_from_previous(UtcTime begin, UtcTime end);
    void fill_by_analogs(UtcTime begin, UtcTime end);
    [[nodiscard]] double difference(std::size_t index, std::size_t other) const;
    [[nodiscard]] std::int64_t longest_step_s(const Instant& a, const Instant& b) const;
    void settle(const Scenario& scenario, UtcTime begin, UtcTime end);

    TimedDriver driver_;
    std::optional<TimedDriver> previous_;
    std::vector<Instant> instants_;
    std::vector<std::string> notes_;
    UtcTime end_;  ///< of the run: nothing later is prepared
    Ahead ahead_;
    std::int64_t usual_s_ = 3600;           ///< usual interval of the driver
    std::int64_t usual_previous_s_ = 3600;  ///< and of the earlier cycle
    std::map<std::size_t, State> kept_;
    std::size_t coming_index_ = 0;
    std::future<State> coming_;
};

/// Usual interval of ascending instants: the median, s.
[[nodiscard]] std::int64_t usual_interval_s(const std::vector<UtcTime>& times);
/// Gaps wider than the usual interval, as text.
[[nodiscard]] std::vector<std::string> gaps_of(const std::vector<UtcTime>& times);

}  // namespace lantian
