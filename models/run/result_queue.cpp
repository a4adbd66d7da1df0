#include "models/run/result_queue.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace lantian {

namespace {

/// Hours that may wait while one is being written and one computed: each holds all fields in double precision.
constexpr std::size_t k_most_waiting = 1;

void clear(HourlyResults& hour) {
    std::fill(hour.grid.begin(), hour.grid.end(), 0.0);
    std::fill(hour.receptors.begin(), hour.receptors.end(), 0.0);
}

}  // namespace

ResultQueue::ResultQueue(std::span<ResultSink* const> sinks) : sinks_(sinks.begin(), sinks.end()) {
    if (!sinks_.empty()) thread_ = std::thread([this] { work(); });
}

ResultQueue::~ResultQueue() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(guard_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

HourlyResults ResultQueue::exchange(HourlyResults finished) {
    if (sinks_.empty()) {
        clear(finished);
        return finished;
    }
    const std::size_t grid = finished.grid.size();
    const std::size_t receptors = finished.receptors.size();
    std::unique_lock lock(guard_);
    changed_.wait(lock, [this] { return failure_ || waiting_.size() < k_most_waiting; });
    if (failure_) std::rethrow_exception(failure_);
    waiting_.push_back(std::move(finished));
    changed_.notify_all();
    HourlyResults empty;
    if (!free_.empty()) {
        empty = std::move(free_.back());
        free_.pop_back();
    }
    lock.unlock();
    empty.grid.resize(grid);
    empty.receptors.resize(receptors);
    return empty;
}

void ResultQueue::drain() {
    std::unique_lock lock(guard_);
    changed_.wait(lock, [this] { return failure_ || (waiting_.empty() && !working_); });
    if (failure_) std::rethrow_exception(failure_);
}

double ResultQueue::busy_s() {
    const std::lock_guard lock(guard_);
    return busy_s_;
}

void ResultQueue::work() {
    std::unique_lock lock(guard_);
    while (true) {
        changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        if (stop_) return;
        HourlyResults hour = std::move(waiting_.front());
        waiting_.pop_front();
        working_ = true;
        lock.unlock();
        changed_.notify_all();
        const auto began = std::chrono::steady_clock::now();
        std::exception_ptr failure;
        try {
            for (ResultSink* sink : sinks_) sink->hour(hour);
            clear(hour);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        busy_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        working_ = false;
        free_.push_back(std::move(hour));
        failure_ = failure;
        changed_.notify_all();
        if (failure_) return;
    }
}

}  // namespace lantian
