#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace lantian {

/// When a sample was taken: [begin, end), seconds since 1970-01-01 UTC.
struct SampleSpan {
    std::int64_t begin_s = 0;
    std::int64_t end_s = 0;
};

/// Wind at a receptor through time, as measured; NaN is missing.
struct WindRecords {
    std::string path;
    std::vector<std::int64_t> time_s;  ///< label of each record, on the clock of SampleSpan, in the order of the file
    std::vector<double> speed_m_s;     ///< >= 0
    std::vector<double> from_deg;      ///< where it blows from, 0-360 clockwise from north

    [[nodiscard]] std::size_t size() const { return time_s.size(); }
};

}  // namespace lantian
