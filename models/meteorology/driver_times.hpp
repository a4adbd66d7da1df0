#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/data/meteorology.hpp"
#include "core/data/scenario.hpp"

namespace lantian {

/// Provider over a list of instants whose states are built on demand. While the states of one bracket are in use, the
/// next one is built by a thread of its own; a few states are held, whatever the length of the run. Gaps and coverage
/// are settled at construction (make_met_provider says how). One caller at a time.
class TimedProvider final : public MetProvider {
  public:
    /// State of an instant: depends on nothing but the index, and may run in another thread than the caller's (never
    /// in two at once).
    using Build = std::function<MetState(std::size_t time_index)>;
    enum class Ahead { yes, no };
    TimedProvider(const Scenario& scenario, std::vector<UtcTime> times, Build build, std::vector<std::string> notes,
                  Ahead ahead = Ahead::yes);
    ~TimedProvider() override;
    TimedProvider(const TimedProvider&) = delete;
    TimedProvider& operator=(const TimedProvider&) = delete;

    [[nodiscard]] std::array<std::shared_ptr<const MetState>, 2> bracket(UtcTime t) override;
    [[nodiscard]] std::vector<std::string> notes() const override { return notes_; }

  private:
    using State = std::shared_ptr<const MetState>;
    [[nodiscard]] State state(std::size_t index);
    void keep(std::size_t index, State state);
    void prepare(std::size_t index);

    std::vector<UtcTime> times_;
    Build build_;
    std::vector<std::string> notes_;
    UtcTime end_;                  ///< of the run: nothing later is prepared
    std::int64_t usual_s_ = 3600;  ///< usual interval of the driver
    Ahead ahead_;
    std::map<std::size_t, State> kept_;
    std::size_t coming_index_ = 0;
    std::future<State> coming_;
};

/// Usual interval of ascending instants: the median, s.
[[nodiscard]] std::int64_t usual_interval_s(const std::vector<UtcTime>& times);
/// Gaps wider than the usual interval, as text.
[[nodiscard]] std::vector<std::string> gaps_of(const std::vector<UtcTime>& times);

}  // namespace lantian
