#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/data/meteorology.hpp"
#include "core/data/scenario.hpp"

namespace lantian {

/// Provider over a list of instants whose states are built on demand and kept while they are needed. Gaps and coverage
/// are settled at construction (make_met_provider says how).
class TimedProvider final : public MetProvider {
  public:
    using Build = std::function<MetState(std::size_t time_index)>;
    TimedProvider(const Scenario& scenario, std::vector<UtcTime> times, Build build, std::vector<std::string> notes);

    [[nodiscard]] std::array<std::shared_ptr<const MetState>, 2> bracket(UtcTime t) override;
    [[nodiscard]] std::vector<std::string> notes() const override { return notes_; }

  private:
    [[nodiscard]] std::shared_ptr<const MetState> state(std::size_t index);

    std::vector<UtcTime> times_;
    Build build_;
    std::vector<std::string> notes_;
    std::int64_t usual_s_ = 3600;  ///< usual interval of the driver
    std::map<std::size_t, std::shared_ptr<const MetState>> kept_;
};

/// Usual interval of ascending instants: the median, s.
[[nodiscard]] std::int64_t usual_interval_s(const std::vector<UtcTime>& times);
/// Gaps wider than the usual interval, as text.
[[nodiscard]] std::vector<std::string> gaps_of(const std::vector<UtcTime>& times);

}  // namespace lantian
