#pragma once

#include <string>

#include "models/control/ranking.hpp"

namespace lantian {

/// The answer of `lantian rank --json` (guide/interfaces.md, 2): one JSON object. Concentrations in ug m-3, emissions
/// in t per year, money in CNY (per year); unknown values are null.
[[nodiscard]] std::string rank_json(const RankAnswer& answer);

/// One line a measure, units in the header, unknown values empty: the content of ranking.csv.
[[nodiscard]] std::string rank_csv(const RankAnswer& answer);

}  // namespace lantian
