#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/projection.hpp"

namespace lantian {

/// A beam is a line: what an open-path instrument reads is the mean along it.
enum class ReceptorKind { station, town, beam };

[[nodiscard]] constexpr std::string_view kind_name(ReceptorKind kind) {
    return kind == ReceptorKind::town ? "town" : kind == ReceptorKind::beam ? "beam" : "station";
}
[[nodiscard]] constexpr std::optional<ReceptorKind> kind_of_name(std::string_view name) {
    for (const ReceptorKind kind : {ReceptorKind::station, ReceptorKind::town, ReceptorKind::beam}) {
        if (name == kind_name(kind)) return kind;
    }
    return std::nullopt;
}

struct Receptor {
    std::string id;       ///< unique
    std::string name;     ///< Latin script
    std::string name_zh;  ///< optional
    ReceptorKind kind = ReceptorKind::station;
    LonLat place;
    MapPoint point;           ///< in the run's projection
    double height_m = 1.5;    ///< above ground, all along a beam
    double population = 0.0;  ///< weight; towns only
    LonLat end_place{};       ///< beams only: the other end
    MapPoint end_point{};     ///< beams only
};

using ReceptorSet = std::vector<Receptor>;

}  // namespace lantian
