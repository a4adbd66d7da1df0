#include "core/parallel/threads.hpp"

#include <omp.h>

#include <exception>
#include <mutex>

namespace lantian {

int thread_count(int requested) { return requested > 0 ? requested : omp_get_max_threads(); }

void parallel_for(std::size_t n, int threads, const std::function<void(std::size_t)>& body) {
    std::exception_ptr failure;
    std::size_t failed_at = n;
    std::mutex guard;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (std::size_t i = 0; i < n; ++i) {
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
    if (failure) std::rethrow_exception(failure);
}

}  // namespace lantian
