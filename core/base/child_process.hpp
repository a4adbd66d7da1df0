#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace lantian {

/// What a child process may use before it is ended.
struct ChildLimits {
    unsigned cpu_s = 20;
    std::size_t memory_bytes = std::size_t{2}
                               << 30;  ///< beyond what the parent holds; not applied under AddressSanitizer
};

struct ChildOutcome {
    std::string text;  ///< what `work` returned
    std::string
        how_lost;  ///< empty when it returned; else "signal 11 (Segmentation fault)", "took more than 20 s", ...
};

/// Calls `work` in a child process and returns its text: for file libraries that may abort, hang or run out of memory
/// on damaged files. `work` must not throw. Call it while no other thread of the parent works: only the calling thread
/// lives on in the child.
[[nodiscard]] ChildOutcome run_in_child(const std::function<std::string()>& work, ChildLimits limits = {});

}  // namespace lantian
