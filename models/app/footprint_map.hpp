#pragma once

#include <string>

#include "models/app/timed_samples.hpp"
#include "models/app/verbs.hpp"

namespace lantian {

/// `cwt --footprints`: means of the samples weighted by the footprints of the arrivals during each, per cell.
/// least: cells below this share of the highest mean footprint get no value. E331, E431.
int answer_weighted_footprints(const CommonOptions& common, const TimedSampleOptions& samples, const std::string& file,
                               double least, const std::string& out);

}  // namespace lantian
