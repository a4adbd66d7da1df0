#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "core/data/results.hpp"

namespace lantian {

/// Finished hours on their way to the sinks: one thread takes them in order and feeds every sink, so that conversion,
/// compression and writing overlap with computing. Bounded: a driver that is faster than its sinks waits for them.
class ResultQueue {
  public:
    /// The sinks must outlive the queue. Without sinks there is no thread.
    explicit ResultQueue(std::span<ResultSink* const> sinks);
    /// Ends the thread after the hour it works on; hours still waiting are dropped.
    ~ResultQueue();
    ResultQueue(const ResultQueue&) = delete;
    ResultQueue& operator=(const ResultQueue&) = delete;

    /// Takes a finished hour and gives back one of the same sizes, all zero. Throws what a sink threw.
    [[nodiscard]] HourlyResults exchange(HourlyResults finished);
    /// Waits until every hour has reached the sinks. Throws what a sink threw.
    void drain();
    /// Seconds the sinks have worked.
    [[nodiscard]] double busy_s();

  private:
    void work();

    std::vector<ResultSink*> sinks_;
    std::mutex guard_;
    std::condition_variable changed_;
    std::deque<HourlyResults> waiting_;
    std::vector<HourlyResults> free_;
    bool working_ = false, stop_ = false;
    double busy_s_ = 0.0;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace lantian
