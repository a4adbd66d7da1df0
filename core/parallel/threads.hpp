#pragma once

#include <cstddef>
#include <functional>

namespace lantian {

/// Number of threads to use: `requested`, or what OpenMP offers when 0.
[[nodiscard]] int thread_count(int requested);

/// Runs body(i) for i in [0, n), each index by exactly one thread, in no set order. Bodies must own what they write, so
/// that results cannot depend on the number of threads. The exception of the lowest failing index is rethrown on the
/// caller.
void parallel_for(std::size_t n, int threads, const std::function<void(std::size_t)>& body);

}  // namespace lantian
