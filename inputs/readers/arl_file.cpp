#include "inputs/readers/arl_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/io/file_check.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_label_bytes = 50;
constexpr std::size_t k_fixed_index_bytes = 108;  // before the levels
constexpr std::size_t k_most_points = 20000;      // a side of the grid
constexpr std::size_t k_most_levels = 200;
constexpr std::size_t k_most_index_bytes = 1000000;

[[noreturn]] void fail(const char* code, const std::string& path, std::string message, std::string hint) {
    throw Error(Problem{Severity::error, ErrorKind::bad_data, code, path, 0, 0, std::move(message), std::move(hint)});
}

/// Number in a column of fixed width; blank is 0, as Fortran reads it.
std::optional<double> column(const std::string& text, std::size_t at, std::size_t width) {
    if (at + width > text.size()) return std::nullopt;
    const std::string_view field = trim(std::string_view(text).substr(at, width));
    if (field.empty()) return 0.0;
    if (field.front() == '+') return parse_number(field.substr(1));
    return parse_number(field);
}

std::optional<int> whole(const std::string& text, std::size_t at, std::size_t width) {
    const std::optional<double> value = column(text, at, width);
    if (!value || *value != std::floor(*value) || std::abs(*value) > 1e6) return std::nullopt;
    return static_cast<int>(*value);
}

/// Time of a label; two-digit years below 40 are of this century.
std::optional<UtcTime> label_time(const std::string& label, int minute) {
    std::array<int, 4> part{};
    for (std::size_t k = 0; k < part.size(); ++k) {
        const std::optional<int> value = whole(label, 2 * k, 2);
        if (!value) return std::nullopt;
        part[k] = *value;
    }
    const int year = part[0] + (part[0] < 40 ? 2000 : 1900);
    if (part[0] < 0 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > days_in_month(year, part[1]) ||
        part[3] < 0 || part[3] > 24 || minute < 0 || minute > 59)
        return std::nullopt;
    return from_calendar(year, part[1], part[2], part[3], minute, 0);
}

/// Length of a side: three digits, with a letter of the label for the thousands.
std::size_t side(int three_digits, char thousands) {
    const int more = thousands >= '@' && thousands <= 'Z' ? (thousands - '@') * 1000 : 0;
    return static_cast<std::size_t>(std::max(three_digits, 0) + more);
}

}  // namespace

const ArlRecord* ArlPeriod::find(std::string_view variable, std::size_t level) const {
    const auto it = std::find_if(records.begin(), records.end(),
                                 [&](const ArlRecord& r) { return r.level == level && r.variable == variable; });
    return it == records.end() ? nullptr : &*it;
}

bool is_arl(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string head(k_label_bytes, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    return static_cast<std::size_t>(in.gcount()) == head.size() && head.compare(14, 4, "INDX") == 0;
}

int detail::arl_checksum(const std::vector<unsigned char>& bytes) {
    int sum = 0;
    for (const unsigned char byte : bytes) {
        sum += byte;
        if (sum >= 256) sum -= 255;
    }
    return sum;
}

/// Reads the labels of a file one after the other.
class ArlFile::Scanner {
  public:
    Scanner(ArlFile& file, std::uint64_t size) : file_(file), size_(size), in_(file.path_, std::ios::binary) {}

    void scan() {
        std::uint64_t at = 0;
        bool first = true;
        while (at < size_) {
            const std::string label = text(at, k_label_bytes);
            if (label.compare(14, 4, "INDX") == 0) {
                at = index(at, label, first);
                first = false;
                continue;
            }
            if (first) damaged(at, "the first record is no index");
            field(at, label);
            at += record_bytes();
        }
        for (ArlPeriod& period : file_.periods_) check_complete(period);
    }

  private:
    struct Expected {
        std::string variable;
        std::size_t level;
        int checksum;
    };

    [[noreturn]] void damaged(std::uint64_t at, const std::string& what) const {
        fail("E430", file_.path_, fmt::format("is no intact ARL packed file: {} (byte {})", what, at),
             "copy it again from where it was made, in binary mode");
    }
    [[nodiscard]] std::uint64_t record_bytes() const { return k_label_bytes + file_.grid_.nx * file_.grid_.ny; }

    std::string text(std::uint64_t at, std::uint64_t count) {
        if (at + count > size_ || at + count < at)
            damaged(at, fmt::format("it ends after {} bytes, within a record", size_));
        std::string out(count, '\0');
        in_.clear();
        in_.seekg(static_cast<std::streamoff>(at));
        in_.read(out.data(), static_cast<std::streamsize>(count));
        if (static_cast<std::uint64_t>(in_.gcount()) != count) damaged(at, "it cannot be read to its end");
        return out;
    }

    double number(std::uint64_t at, const std::string& from, std::size_t begin, std::size_t width, const char* what) {
        const std::optional<double> value = column(from, begin, width);
        if (!value) damaged(at, fmt::format("{} is \"{}\"", what, printable(from.substr(begin, width))));
        return *value;
    }
    int count(std::uint64_t at, const std::string& from, std::size_t begin, std::size_t width, const char* what) {
        const std::optional<int> value = whole(from, begin, width);
        if (!value) damaged(at, fmt::format("{} is \"{}\"", what, printable(from.substr(begin, width))));
        return *value;
    }
    static std::string printable(std::string s) {
        for (char& c : s) {
            if (c < ' ' || c > '~') c = '?';
        }
        return s;
    }

    std::uint64_t index(std::uint64_t at, const std::string& label, bool first) {
        const std::string head = text(at + k_label_bytes, k_fixed_index_bytes);
        ArlGrid grid;
        grid.model = std::string(trim(printable(head.substr(0, 4))));
        const int minute = count(at, head, 7, 2, "the minute");
        const std::array<double*, 12> constants{&grid.pole_lat_deg,      &grid.pole_lon_deg, &grid.reference_lat_deg,
                                                &grid.reference_lon_deg, &grid.size_km,      &grid.orientation_deg,
                                                &grid.tangent_lat_deg,   &grid.sync_x,       &grid.sync_y,
                                                &grid.sync_lat_deg,      &grid.sync_lon_deg, &grid.reserved};
        for (std::size_t k = 0; k < constants.size(); ++k)
            *constants[k] = number(at, head, 9 + 7 * k, 7, "a grid constant");
        grid.nx = side(count(at, head, 93, 3, "the number of columns"), label[12]);
        grid.ny = side(count(at, head, 96, 3, "the number of rows"), label[13]);
        const int levels = count(at, head, 99, 3, "the number of levels");
        const int vertical = count(at, head, 102, 2, "the vertical coordinate");
        const int length = count(at, head, 104, 4, "the length of the index");
        if (grid.nx < 2 || grid.ny < 2 || grid.nx > k_most_points || grid.ny > k_most_points)
            damaged(at, fmt::format("a grid of {} x {} points", grid.nx, grid.ny));
        if (levels < 2 || static_cast<std::size_t>(levels) > k_most_levels)
            damaged(at, fmt::format("{} levels", levels));
        if (length < static_cast<int>(k_fixed_index_bytes) || static_cast<std::size_t>(length) > k_most_index_bytes)
            damaged(at, fmt::format("an index of {} bytes", length));
        if (vertical < 1 || vertical > 4) {
            fail("E432", file_.path_, fmt::format("vertical coordinate {} is not known", vertical),
                 "1 (sigma), 2 (pressure), 3 (terrain-following) and 4 (hybrid) are read");
        }
        if (first) {
            file_.grid_ = grid;
            file_.vertical_ = static_cast<ArlVertical>(vertical);
        } else if (!(grid == file_.grid_) || static_cast<ArlVertical>(vertical) != file_.vertical_) {
            fail("E432", file_.path_, fmt::format("the grid changes within the file (byte {})", at),
                 "keep one grid in one file");
        }
        const std::optional<UtcTime> time = label_time(label, minute);
        if (!time) damaged(at, fmt::format("\"{}\" is no time", printable(label.substr(0, 8))));
        return levels_of(at, static_cast<std::size_t>(length), static_cast<std::size_t>(levels), *time);
    }

    /// Levels and variables, which may go on through further index records; returns where the fields begin.
    std::uint64_t levels_of(std::uint64_t at, std::size_t length, std::size_t levels, UtcTime time) {
        const std::uint64_t data_bytes = file_.grid_.nx * file_.grid_.ny;
        std::string all;
        std::uint64_t next = at;
        while (all.size() < length) {
            if (text(next, k_label_bytes).compare(14, 4, "INDX") != 0)
                damaged(next, fmt::format("the index declares {} bytes, {} are there", length, all.size()));
            const std::uint64_t wanted = std::min<std::uint64_t>(data_bytes, length - all.size());
            all += text(next + k_label_bytes, wanted);
            next += record_bytes();
        }
        ArlPeriod period;
        period.time = time;
        expected_.emplace_back();
        std::size_t pos = k_fixed_index_bytes;
        for (std::size_t k = 0; k < levels; ++k) {
            period.levels.push_back(number(at, all, pos, 6, "a level"));
            const int variables = count(at, all, pos + 6, 2, "the number of variables of a level");
            pos += 8;
            for (int v = 0; v < variables; ++v, pos += 8) {
                if (pos + 8 > all.size()) damaged(at, "the index ends within its list of variables");
                const std::optional<int> sum = whole(all, pos + 4, 3);
                expected_.back().push_back({all.substr(pos, 4), k, sum ? *sum : -1});
            }
        }
        file_.periods_.push_back(std::move(period));
        return next;
    }

    void field(std::uint64_t at, const std::string& label) {
        if (at + record_bytes() > size_) damaged(at, fmt::format("it ends after {} bytes, within a record", size_));
        ArlRecord r;
        r.variable = label.substr(14, 4);
        if (r.variable == "NULL") return;
        const int level = count(at, label, 10, 2, "the level of a record");
        ArlPeriod& period = file_.periods_.back();
        if (level < 0 || static_cast<std::size_t>(level) >= period.levels.size())
            damaged(at, fmt::format("level {} of {}", level, period.levels.size()));
        r.level = static_cast<std::size_t>(level);
        r.forecast_h = count(at, label, 8, 2, "the forecast hour");
        if (r.forecast_h < 0) return;  // the writer's mark of a missing field
        r.exponent = count(at, label, 18, 4, "the exponent of a record");
        r.precision = number(at, label, 22, 14, "the precision of a record");
        r.first = number(at, label, 36, 14, "the first value of a record");
        if (std::abs(r.exponent) > 120) damaged(at, fmt::format("exponent {}", r.exponent));
        r.offset = at + k_label_bytes;
        for (const Expected& e : expected_[file_.periods_.size() - 1]) {
            if (e.level == r.level && e.variable == r.variable) r.checksum = e.checksum;
        }
        period.records.push_back(std::move(r));
    }

    void check_complete(ArlPeriod& period) const {
        std::set<std::pair<std::size_t, std::string>> there;
        for (const ArlRecord& r : period.records) there.emplace(r.level, r.variable);
        const auto n = static_cast<std::size_t>(&period - file_.periods_.data());
        for (const Expected& e : expected_[n]) {
            if (!there.contains({e.level, e.variable}))
                period.missing.push_back(fmt::format("{} at level {}", printable(e.variable), e.level));
        }
    }

    ArlFile& file_;
    std::uint64_t size_;
    std::ifstream in_;
    std::vector<std::vector<Expected>> expected_;  ///< of each period
};

ArlFile ArlFile::open(const std::string& path) {
    const std::uint64_t size = readable_file_size(path);
    ArlFile file;
    file.path_ = path;
    if (size == 0) fail("E430", path, "is empty", "copy it again from where it was made");
    Scanner(file, size).scan();
    return file;
}

std::vector<double> ArlFile::read(const ArlRecord& record) const {
    std::ifstream in(path_, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(record.offset));
    std::vector<unsigned char> bytes(grid_.nx * grid_.ny);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(in.gcount()) != bytes.size())
        fail("E430", path_, "ended before its last record", "it changed while it was read");
    const int sum = detail::arl_checksum(bytes);
    if (record.checksum >= 0 && record.checksum != sum) {
        fail("E430", path_,
             fmt::format("{} at level {} (byte {}) has the checksum {}, its index says {}", record.variable,
                         record.level, record.offset, sum, record.checksum),
             "the file is damaged: copy it again");
    }
    // Each byte is the step from the value before it; the first of a row steps from the first of the row below.
    const double step = std::ldexp(1.0, record.exponent - 7);
    std::vector<double> values(bytes.size());
    double row_start = record.first;
    for (std::size_t j = 0; j < grid_.ny; ++j) {
        double value = row_start;
        for (std::size_t i = 0; i < grid_.nx; ++i) {
            value += (static_cast<double>(bytes[j * grid_.nx + i]) - 127.0) * step;
            values[j * grid_.nx + i] = std::abs(value) < record.precision ? 0.0 : value;
            if (i == 0) row_start = value;
        }
    }
    return values;
}

}  // namespace lantian
