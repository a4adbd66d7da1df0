#include "inputs/readers/level_times.hpp"

#include <algorithm>
#include <limits>

namespace lantian {

SliceIndex::SliceIndex(const std::vector<MetSlice>& slices) {
    using Sum = std::tuple<MetField, UtcTime, UtcTime>;  // field, forecast, begin
    std::map<Sum, std::map<UtcTime, std::size_t>> sums;
    for (std::size_t k = 0; k < slices.size(); ++k) {
        const MetSlice& s = slices[k];
        if (s.begin < s.end) {
            sums[{s.conversion.field, s.reference, s.begin}].try_emplace(s.end, k);
        } else if (!s.conversion.is_sum) {  // a sum over no time says nothing
            const auto [found, fresh] = instants_[{s.conversion.field, s.kind, s.level}].try_emplace(s.end, k);
            if (fresh) continue;
            ++doubled_;
            if (s.end - s.reference < s.end - slices[found->second].reference) found->second = k;
        }
    }
    for (const auto& [sum, by_end] : sums) {
        const auto& [field, reference, begin] = sum;
        std::optional<std::size_t> before;
        UtcTime from = begin;
        for (const auto& [end, slice] : by_end) {
            const Piece piece{from, end, slice, before};
            const auto [found, fresh] = pieces_[field].try_emplace(end, piece);
            if (!fresh && end - from < end - found->second.begin) found->second = piece;
            before = slice;
            from = end;
        }
    }
}

std::optional<std::size_t> SliceIndex::at(MetField field, LevelKind kind, double level, UtcTime time) const {
    const auto found = instants_.find({field, kind, level});
    if (found == instants_.end()) return std::nullopt;
    const auto slice = found->second.find(time);
    return slice == found->second.end() ? std::nullopt : std::optional(slice->second);
}

std::optional<std::size_t> SliceIndex::nearest(MetField field, UtcTime time) const {
    const auto found = instants_.find({field, LevelKind::surface, 0.0});
    if (found == instants_.end()) return std::nullopt;
    std::optional<std::size_t> best;
    std::int64_t distance = std::numeric_limits<std::int64_t>::max();
    for (const auto& [when, slice] : found->second) {
        const std::int64_t away = when > time ? when - time : time - when;
        if (away >= distance) continue;
        distance = away;
        best = slice;
    }
    return best;
}

bool SliceIndex::has(MetField field, LevelKind kind) const {
    const auto found = instants_.lower_bound({field, kind, -std::numeric_limits<double>::infinity()});
    return found != instants_.end() && std::get<0>(found->first) == field && std::get<1>(found->first) == kind;
}

std::map<UtcTime, std::vector<double>> SliceIndex::levels(MetField field, LevelKind kind) const {
    std::map<UtcTime, std::vector<double>> out;
    for (const auto& [key, by_time] : instants_) {
        if (std::get<0>(key) != field || std::get<1>(key) != kind) continue;
        for (const auto& [time, slice] : by_time) out[time].push_back(std::get<2>(key));
    }
    return out;
}

std::vector<SliceIndex::Piece> SliceIndex::since(MetField field, UtcTime before, UtcTime time) const {
    std::vector<Piece> out;
    const auto of_field = pieces_.find(field);
    if (of_field == pieces_.end()) return out;
    while (time > before) {
        const auto piece = of_field->second.find(time);
        if (piece == of_field->second.end()) break;
        out.push_back(piece->second);
        time = piece->second.begin;
    }
    return out;
}

}  // namespace lantian
