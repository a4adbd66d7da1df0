#pragma once

#include <string>
#include <vector>

#include "core/data/projection.hpp"

namespace lantian {

enum class ReceptorKind { station, town };

struct Receptor {
    std::string id;       ///< unique
    std::string name;     ///< Latin script
    std::string name_zh;  ///< optional
    ReceptorKind kind = ReceptorKind::station;
    LonLat place;
    MapPoint point;           ///< in the run's projection
    double height_m = 1.5;    ///< above ground
    double population = 0.0;  ///< weight; towns only
};

using ReceptorSet = std::vector<Receptor>;

}  // namespace lantian
