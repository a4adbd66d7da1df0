#include "core/parallel/threads.hpp"

#include <omp.h>

#include "core/parallel/thread_pool.hpp"

namespace lantian {

int thread_count(int requested) { return requested > 0 ? requested : omp_get_max_threads(); }

void parallel_for(std::size_t n, int threads, const std::function<void(std::size_t)>& body) {
    // One pool for the process, as OpenMP has one: threads are dear to start and belong to the machine.
    static ThreadPool pool;
    pool.run(n, threads, body);
}

}  // namespace lantian
