#include "inputs/readers/clock.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/time.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

/// Takes numbers and marks from the front of a text.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}
    [[nodiscard]] bool done() const { return text_.empty(); }
    bool take(char c) {
        if (text_.empty() || text_.front() != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    void blanks() {
        while (take(' ')) {
        }
    }
    /// Digits, at most `most` of them; empty when there is none.
    std::optional<int> number(std::size_t most) {
        std::size_t n = 0;
        int value = 0;
        while (n < text_.size() && n < most && std::isdigit(static_cast<unsigned char>(text_[n])) != 0) {
            value = value * 10 + (text_[n] - '0');
            ++n;
        }
        text_.remove_prefix(n);
        digits_ = n;
        return n > 0 ? std::optional(value) : std::nullopt;
    }
    [[nodiscard]] std::size_t digits() const { return digits_; }
    bool word(std::string_view word) {
        if (text_.size() < word.size()) return false;
        for (std::size_t n = 0; n < word.size(); ++n) {
            if (std::toupper(static_cast<unsigned char>(text_[n])) != word[n]) return false;
        }
        text_.remove_prefix(word.size());
        return true;
    }

  private:
    std::string_view text_;
    std::size_t digits_ = 0;
};

struct Date {
    int year = 0, month = 0, day = 0;
    [[nodiscard]] bool possible() const {
        return year >= 1800 && year <= 2999 && month >= 1 && month <= 12 && day >= 1 &&
               day <= days_in_month(year, month);
    }
};

std::optional<Date> take_date(Scanner& in, DateOrder order) {
    const auto first = in.number(8);
    if (!first) return std::nullopt;
    const std::size_t digits = in.digits();
    if (digits == 8) return Date{*first / 10000, *first / 100 % 100, *first % 100};
    char mark = 0;
    for (const char c : {'-', '/', '.'}) {
        if (in.take(c)) {
            mark = c;
            break;
        }
    }
    if (mark == 0) return std::nullopt;
    const auto second = in.number(2);
    if (!second || !in.take(mark)) return std::nullopt;
    const auto third = in.number(4);
    if (!third) return std::nullopt;
    if (digits == 4) return Date{*first, *second, *third};
    if (digits > 2 || in.digits() != 4) return std::nullopt;
    const bool day_first = mark == '.' || order == DateOrder::day_first;
    return day_first ? Date{*third, *second, *first} : Date{*third, *first, *second};
}

/// Clock behind the date, s; nothing is taken and 0 returned where there is none.
std::optional<int> take_clock(Scanner& in, bool& date_only) {
    date_only = true;
    if (!in.take('T')) in.blanks();
    if (in.done()) return 0;
    auto hour = in.number(2);
    if (!hour || !in.take(':')) return std::nullopt;
    const auto minute = in.number(2);
    if (!minute || in.digits() != 2) return std::nullopt;
    int second = 0;
    if (in.take(':')) {
        const auto s = in.number(2);
        if (!s || in.digits() != 2) return std::nullopt;
        second = *s;
        if (in.take('.') && !in.number(9)) return std::nullopt;  // fractions of a second are dropped
    }
    in.blanks();
    const bool am = in.word("AM"), pm = !am && in.word("PM");
    if (am || pm) {
        if (*hour < 1 || *hour > 12) return std::nullopt;
        hour = *hour % 12 + (pm ? 12 : 0);
    }
    if (*minute > 59 || second > 59 || *hour > 24 || (*hour == 24 && *minute + second > 0)) return std::nullopt;
    date_only = false;
    return *hour * 3600 + *minute * 60 + second;
}

/// Offset behind the clock, s.
std::optional<int> take_offset(Scanner& in, bool& has_offset) {
    in.blanks();
    has_offset = false;
    if (in.done()) return 0;
    has_offset = true;
    if (in.take('Z') || in.word("UTC")) return 0;
    const bool minus = in.take('-');
    if (!minus && !in.take('+')) return std::nullopt;
    const auto hour = in.number(2);
    if (!hour) return std::nullopt;
    in.take(':');
    const int minute = in.number(2).value_or(0);
    if (*hour > 14 || minute > 59) return std::nullopt;
    return (minus ? -1 : 1) * (*hour * 3600 + minute * 60);
}

/// True when 3/4/2001 is how dates are written here: one or two digits, a slash or hyphen.
bool two_numbers_first(const std::string& text, int& first, int& second) {
    Scanner in(trim(text));
    const auto a = in.number(4);
    if (!a || in.digits() > 2 || !(in.take('/') || in.take('-'))) return false;
    const auto b = in.number(2);
    if (!b) return false;
    first = *a;
    second = *b;
    return true;
}

DateOrder order_of(std::span<const std::string> texts, const std::string& path, const std::string& column,
                   std::vector<std::string>& notes) {
    bool any = false, month_first = false, day_first = false;
    for (const std::string& text : texts) {
        int first = 0, second = 0;
        if (!two_numbers_first(text, first, second)) continue;
        any = true;
        day_first = day_first || first > 12;
        month_first = month_first || second > 12;
    }
    if (!any || month_first) return DateOrder::month_first;
    if (day_first) return DateOrder::day_first;
    notes.push_back(fmt::format("{}: {}: month/day/year is assumed, no date decides it", path, column));
    return DateOrder::month_first;
}

}  // namespace

std::optional<ClockTime> parse_clock(std::string_view text, DateOrder order) {
    Scanner in(trim(text));
    const auto date = take_date(in, order);
    if (!date || !date->possible()) return std::nullopt;
    ClockTime out;
    const auto clock = take_clock(in, out.date_only);
    if (!clock) return std::nullopt;
    const auto offset = take_offset(in, out.has_offset);
    if (!offset || !in.done()) return std::nullopt;
    out.seconds = from_calendar(date->year, date->month, date->day, 0, 0, 0).seconds + *clock - *offset;
    return out;
}

std::vector<ClockTime> read_clocks(std::span<const std::string> texts, std::span<const int> lines,
                                   const std::string& path, const std::string& column, const ClockRules& rules,
                                   Problems& problems, std::vector<std::string>& notes) {
    const DateOrder order = rules.order == DateOrder::automatic ? order_of(texts, path, column, notes) : rules.order;
    const auto offset_s = static_cast<std::int64_t>(std::llround(rules.utc_offset_h * 3600.0));
    std::vector<ClockTime> out;
    std::size_t with_offset = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto time = parse_clock(texts[i], order);
        if (!time) {
            problems.add({Severity::error, ErrorKind::bad_data, "E330", path, lines[i], 0,
                          fmt::format("{} = {}: is not a date or date with time", column, texts[i].substr(0, 60)),
                          "write 2001-05-13, 2001-05-13 07:00 or 5/13/2001 7:00; --date-order dmy for 13/5/2001"});
            time = ClockTime{};
        } else if (!time->has_offset) {
            time->seconds -= offset_s;
        } else if (++with_offset == 1 && i > 0) {
            problems.add({Severity::error, ErrorKind::bad_data, "E330", path, lines[i], 0,
                          fmt::format("{} = {}: has an offset from UTC, the rows before have none", column, texts[i]),
                          "write all times of a table alike"});
        }
        out.push_back(*time);
    }
    if (with_offset > 0 && with_offset < texts.size() && out.front().has_offset) {
        problems.add({Severity::error, ErrorKind::bad_data, "E330", path, 0, 0,
                      fmt::format("{}: {} of {} times have an offset from UTC", column, with_offset, texts.size()),
                      "write all times of a table alike"});
    }
    return out;
}

std::vector<SampleSpan> sample_spans(std::span<const ClockTime> times, const SpanRules& rules, const std::string& path,
                                     std::vector<std::string>& notes) {
    auto length_s = static_cast<std::int64_t>(std::llround(rules.hours * 3600.0));
    if (length_s == 0) {
        const bool dates = std::all_of(times.begin(), times.end(), [](const ClockTime& t) { return t.date_only; });
        std::vector<std::int64_t> steps;
        for (std::size_t i = 1; i < times.size(); ++i) {
            if (times[i].seconds > times[i - 1].seconds) steps.push_back(times[i].seconds - times[i - 1].seconds);
        }
        length_s = 86400;
        if (!dates && !steps.empty()) {
            std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
            length_s = std::min<std::int64_t>(length_s, steps[steps.size() / 2]);
        } else if (!dates) {
            length_s = 3600;
        }
        notes.push_back(
            fmt::format("{}: a sample is taken to last {:g} hours {} its time ({}); --sample-hours says otherwise",
                        path, static_cast<double>(length_s) / 3600.0, rules.label_is_end ? "before" : "from",
                        dates ? "only dates are given" : "the usual step between samples"));
    }
    std::vector<SampleSpan> spans;
    for (const ClockTime& time : times) {
        // (begin, end] for labels that are ends: an hourly record that ends with the sample belongs to it.
        spans.push_back(rules.label_is_end ? SampleSpan{time.seconds - length_s + 1, time.seconds + 1}
                                           : SampleSpan{time.seconds, time.seconds + length_s});
    }
    return spans;
}

}  // namespace lantian
