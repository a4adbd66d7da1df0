#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace lantian {

/// Parts of a run whose time is kept, in the order of a step. `results` is what the driver waits for the writing
/// thread; `writing` is that thread's own work, which overlaps with all others.
enum class Stage : std::size_t { weather, release, step, grid_sampling, receptor_sampling, merge, results, writing };
inline constexpr std::size_t k_stage_count = 8;
inline constexpr std::array<std::string_view, k_stage_count> k_stage_names{
    "weather", "release", "step", "grid_sampling", "receptor_sampling", "merge", "results", "writing"};

/// Wall-clock seconds by stage.
class StageTimes {
  public:
    [[nodiscard]] double seconds(Stage stage) const { return seconds_[static_cast<std::size_t>(stage)]; }
    void add(Stage stage, double seconds) { seconds_[static_cast<std::size_t>(stage)] += seconds; }

  private:
    std::array<double, k_stage_count> seconds_{};
};

/// Adds the time from its construction to its end to a stage.
class StageTimer {
  public:
    StageTimer(StageTimes& times, Stage stage)
        : times_(times), stage_(stage), began_(std::chrono::steady_clock::now()) {}
    ~StageTimer() {
        times_.add(stage_, std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count());
    }
    StageTimer(const StageTimer&) = delete;
    StageTimer& operator=(const StageTimer&) = delete;

  private:
    StageTimes& times_;
    Stage stage_;
    std::chrono::steady_clock::time_point began_;
};

}  // namespace lantian
