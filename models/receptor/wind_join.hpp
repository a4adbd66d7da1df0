#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/data/sample_span.hpp"

namespace lantian {

/// Which wind records were blowing while samples were taken: one entry a (sample, record) pair, samples in their order,
/// records of one sample in order of time. A daily sample has up to 24 entries an hourly one a single entry.
struct SampledWind {
    std::vector<std::size_t> sample;
    std::vector<double> speed_m_s, from_deg;  ///< NaN: missing in the record
    std::size_t samples = 0;                  ///< of the table, with wind or not
    std::size_t samples_without = 0;          ///< samples that no record belongs to

    [[nodiscard]] std::size_t size() const { return sample.size(); }
};

/// Joins records to the samples whose span holds their label. Spans may overlap (several sites).
[[nodiscard]] SampledWind join_wind(std::span<const SampleSpan> samples, const WindRecords& wind);

/// Wind that stands in the same table as the samples: record i belongs to sample i.
[[nodiscard]] SampledWind wind_of_rows(std::span<const double> speed_m_s, std::span<const double> from_deg);

}  // namespace lantian
