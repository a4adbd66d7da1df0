#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <sys/types.h>

namespace lantian {

/// Threads that wait for work without burning processor time: one that has nothing to do spins for some ten
/// microseconds, then sleeps, so that writing results and preparing weather get the core meanwhile. A job does not wait
/// for threads that come too late for it.
class ThreadPool {
  public:
    ThreadPool();
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    /// Runs body(i) for i in [0, n) on the caller and up to threads - 1 others; returns when all are done. The
    /// exception of the lowest failing index is rethrown. A call from within a body, while another thread is in a call,
    /// or in a forked child, runs on the caller alone.
    void run(std::size_t n, int threads, const std::function<void(std::size_t)>& body);

  private:
    struct Job;
    struct Worker;
    void work(Worker& self);

    std::mutex busy_;
    std::vector<std::unique_ptr<Worker>> workers_;
    Job* job_ = nullptr;  ///< the one on offer
    pid_t owner_;
};

}  // namespace lantian
