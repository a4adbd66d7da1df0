#include "core/parallel/thread_pool.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

namespace lantian {

namespace {

constexpr int k_spins = 200;  // of some 50 ns each

enum State : std::uint32_t { k_idle, k_offered, k_working, k_stop };

void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

/// Waits until `value` is no longer `seen`.
void await_change(const std::atomic<std::uint32_t>& value, std::uint32_t seen) noexcept {
    for (int n = 0; n < k_spins; ++n) {
        if (value.load(std::memory_order_acquire) != seen) return;
        pause();
    }
    value.wait(seen, std::memory_order_acquire);
}

thread_local bool inside_body = false;

}  // namespace

struct ThreadPool::Job {
    std::size_t n;
    const std::function<void(std::size_t)>& body;
    std::atomic<std::size_t> next{0};
    std::mutex guard;
    std::size_t failed_at;
    std::exception_ptr failure;

    Job(std::size_t count, const std::function<void(std::size_t)>& f) : n(count), body(f), failed_at(count) {}

    void take_part() {
        const bool nested = std::exchange(inside_body, true);
        for (std::size_t i = next.fetch_add(1); i < n; i = next.fetch_add(1)) {
            try {
                body(i);
            } catch (...) {
                const std::lock_guard lock(guard);
                if (i < failed_at) {
                    failed_at = i;
                    failure = std::current_exception();
                }
            }
        }
        inside_body = nested;
    }
};

struct ThreadPool::Worker {
    std::atomic<std::uint32_t> state{k_idle};
    std::thread thread;

    void offer() {
        state.store(k_offered, std::memory_order_release);
        state.notify_one();
    }
    /// Takes the offer back, or waits for the worker that has accepted it.
    void finish() {
        std::uint32_t offered = k_offered;
        if (state.compare_exchange_strong(offered, k_idle, std::memory_order_acq_rel)) return;
        while (state.load(std::memory_order_acquire) == k_working) await_change(state, k_working);
    }
};

ThreadPool::ThreadPool() : owner_(::getpid()) {}

ThreadPool::~ThreadPool() {
    const bool mine = ::getpid() == owner_;  // else the threads stayed in the parent
    for (const auto& worker : workers_) {
        if (!mine) {
            worker->thread.detach();
            continue;
        }
        worker->state.store(k_stop, std::memory_order_release);
        worker->state.notify_one();
        worker->thread.join();
    }
}

void ThreadPool::run(std::size_t n, int threads, const std::function<void(std::size_t)>& body) {
    Job job(n, body);
    std::size_t helpers = threads > 1 && n > 1 ? std::min<std::size_t>(static_cast<std::size_t>(threads), n) - 1 : 0;
    std::unique_lock lock(busy_, std::defer_lock);
    if (helpers == 0 || inside_body || ::getpid() != owner_ || !lock.try_lock()) {
        job.take_part();
    } else {
        while (workers_.size() < helpers) {
            Worker& worker = *workers_.emplace_back(std::make_unique<Worker>());
            try {
                worker.thread = std::thread([this, &worker] { work(worker); });
            } catch (const std::system_error&) {  // the system gives no more: those there are do
                workers_.pop_back();
                helpers = workers_.size();
            }
        }
        job_ = &job;
        for (std::size_t h = 0; h < helpers; ++h) workers_[h]->offer();
        job.take_part();
        for (std::size_t h = 0; h < helpers; ++h) workers_[h]->finish();
    }
    if (job.failure) std::rethrow_exception(job.failure);
}

void ThreadPool::work(Worker& self) {
    while (true) {
        await_change(self.state, k_idle);
        std::uint32_t offered = k_offered;
        if (self.state.compare_exchange_strong(offered, k_working, std::memory_order_acq_rel)) {
            job_->take_part();
            self.state.store(k_idle, std::memory_order_release);
            self.state.notify_one();
        } else if (offered == k_stop) {
            return;
        }
    }
}

}  // namespace lantian
