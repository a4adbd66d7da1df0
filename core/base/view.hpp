#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include "core/base/assert.hpp"

namespace lantian {

/// Non-owning view of a contiguous array of `Rank` dimensions, last index fastest; shaped so that std::mdspan can
/// replace it.
template <typename T, std::size_t Rank>
class View {
  public:
    View() = default;
    template <typename... Extents>
    requires(sizeof...(Extents) == Rank) explicit View(std::span<T> data, Extents... extents)
        : data_(data.data()), extents_{static_cast<std::size_t>(extents)...} {
        LANTIAN_ASSERT(size() == data.size());
    }
    /// A view of const from a view of mutable values.
    template <typename U>
    requires(std::is_same_v<T, const U>) View(const View<U, Rank>& other)
        : data_(other.data()), extents_(other.extents()) {}

    template <typename... Indices>
    requires(sizeof...(Indices) == Rank) [[nodiscard]] T& operator()(Indices... indices) const {
        const std::array<std::size_t, Rank> at{static_cast<std::size_t>(indices)...};
        std::size_t offset = 0;
        for (std::size_t d = 0; d < Rank; ++d) {
            LANTIAN_ASSERT(at[d] < extents_[d]);
            offset = offset * extents_[d] + at[d];
        }
        return data_[offset];
    }

    [[nodiscard]] T* data() const { return data_; }
    [[nodiscard]] std::size_t extent(std::size_t d) const { return extents_[d]; }
    [[nodiscard]] const std::array<std::size_t, Rank>& extents() const { return extents_; }
    [[nodiscard]] std::size_t size() const {
        std::size_t n = 1;
        for (std::size_t e : extents_) n *= e;
        return n;
    }
    [[nodiscard]] std::span<T> flat() const { return {data_, size()}; }

  private:
    T* data_ = nullptr;
    std::array<std::size_t, Rank> extents_{};
};

}  // namespace lantian
