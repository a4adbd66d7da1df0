#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace lantian {

/// Allocator that leaves new values as they are, for room that is written before it is read.
template <typename T>
struct UnfilledAllocator : std::allocator<T> {
    template <typename U>
    struct rebind {
        using other = UnfilledAllocator<U>;
    };
    template <typename U, typename... Arguments>
    void construct(U* at, Arguments&&... arguments) {
        if constexpr (sizeof...(Arguments) == 0) {
            ::new (static_cast<void*>(at)) U;
        } else {
            ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
        }
    }
};

/// A vector whose resize() does not set what it adds.
template <typename T>
using UnfilledVector = std::vector<T, UnfilledAllocator<T>>;

}  // namespace lantian
