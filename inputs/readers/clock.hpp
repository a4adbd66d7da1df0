#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/sample_span.hpp"

namespace lantian {

/// A date, or a date with clock, as tables of measurements write it.
struct ClockTime {
    std::int64_t seconds = 0;  ///< since 1970-01-01 on the clock of the text; UTC when has_offset
    bool date_only = false;
    bool has_offset = false;
};

/// Which of two numbers is the month in 3/4/2001.
enum class DateOrder { automatic, month_first, day_first };

/// How the clocks of a table are to be read.
struct ClockRules {
    DateOrder order = DateOrder::automatic;
    double utc_offset_h = 0.0;  ///< of times that name no zone
};

/// Reads `2001-05-13`, `2001/5/13`, `20010513`, `5/13/2001` (order says which is the month), `13.05.2001` (day first),
/// each with an optional clock `H:MM[:SS]` (T or blanks before it, AM or PM after it) and offset (`Z`, `+08:00`). Empty
/// when it is none of these or names an impossible date.
[[nodiscard]] std::optional<ClockTime> parse_clock(std::string_view text, DateOrder order);

/// Times of a column. With DateOrder::automatic a first number above 12 anywhere means the day stands first; where
/// nothing decides, the month is taken first and `notes` says so. E330 for texts that are no time, at line lines[i],
/// and for columns that have an offset in some rows only.
[[nodiscard]] std::vector<ClockTime> read_clocks(std::span<const std::string> texts, std::span<const int> lines,
                                                 const std::string& path, const std::string& column,
                                                 const ClockRules& rules, Problems& problems,
                                                 std::vector<std::string>& notes);

/// When samples were taken.
struct SpanRules {
    double hours = 0.0;         ///< length of every sample; 0: a day where only dates are given, else the usual step
    bool label_is_end = false;  ///< the time of a sample is when it ended
};

/// Spans of samples from their times (UTC seconds after read_clocks). The length that was chosen is noted.
[[nodiscard]] std::vector<SampleSpan> sample_spans(std::span<const ClockTime> times, const SpanRules& rules,
                                                   const std::string& path, std::vector<std::string>& notes);

}  // namespace lantian
