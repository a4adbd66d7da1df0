#pragma once

#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "inputs/readers/level_weather.hpp"

namespace lantian {

/// The slices of a dataset by what they are and when they hold.
class SliceIndex {
  public:
    explicit SliceIndex(const std::vector<MetSlice>& slices);

    /// The slice that holds at this very instant, of the shortest forecast where several do.
    [[nodiscard]] std::optional<std::size_t> at(MetField field, LevelKind kind, double level, UtcTime time) const;
    /// The one nearest in time, on the surface.
    [[nodiscard]] std::optional<std::size_t> nearest(MetField field, UtcTime time) const;
    [[nodiscard]] bool has(MetField field, LevelKind kind) const;
    /// Levels and times at which a field is there.
    [[nodiscard]] std::map<UtcTime, std::vector<double>> levels(MetField field, LevelKind kind) const;
    /// Slices that stand twice for the same instant; the other one is taken.
    [[nodiscard]] std::size_t doubled() const { return doubled_; }

    /// A mean over begin to end: the slice, less what an earlier slice of the same sum already holds.
    struct Piece {
        UtcTime begin, end;
        std::size_t slice = 0;
        std::optional<std::size_t> less;
    };
    /// Pieces that reach from `time` back to `before` or beyond (as far as there are any): the shortest that ends at
    /// `time`, then the shortest that ends where that begins, and so on.
    [[nodiscard]] std::vector<Piece> since(MetField field, UtcTime before, UtcTime time) const;

  private:
    using Key = std::tuple<MetField, LevelKind, double>;
    std::map<Key, std::map<UtcTime, std::size_t>> instants_;
    std::map<MetField, std::map<UtcTime, Piece>> pieces_;  ///< by their end; the shortest
    std::size_t doubled_ = 0;
};

}  // namespace lantian
