#include "models/receptor/wind_join.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/assert.hpp"

namespace lantian {

SampledWind join_wind(std::span<const SampleSpan> samples, const WindRecords& wind) {
    std::vector<std::size_t> order(wind.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return wind.time_s[a] < wind.time_s[b]; });
    const auto from = [&](std::int64_t time) {
        return std::lower_bound(order.begin(), order.end(), time,
                                [&](std::size_t record, std::int64_t t) { return wind.time_s[record] < t; });
    };
    SampledWind out;
    out.samples = samples.size();
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto begin = from(samples[i].begin_s), end = from(samples[i].end_s);
        if (begin >= end) ++out.samples_without;
        for (auto at = begin; at < end; ++at) {
            out.sample.push_back(i);
            out.speed_m_s.push_back(wind.speed_m_s[*at]);
            out.from_deg.push_back(wind.from_deg[*at]);
        }
    }
    return out;
}

SampledWind wind_of_rows(std::span<const double> speed_m_s, std::span<const double> from_deg) {
    LANTIAN_ASSERT(speed_m_s.size() == from_deg.size());
    SampledWind out;
    out.samples = speed_m_s.size();
    out.sample.resize(out.samples);
    std::iota(out.sample.begin(), out.sample.end(), std::size_t{0});
    out.speed_m_s.assign(speed_m_s.begin(), speed_m_s.end());
    out.from_deg.assign(from_deg.begin(), from_deg.end());
    return out;
}

}  // namespace lantian
