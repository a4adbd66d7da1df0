#include "inputs/readers/grib_file.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

#include <eccodes.h>
#include <fmt/format.h>

#include "core/base/child_process.hpp"
#include "core/base/error.hpp"
#include "core/io/file_check.hpp"
#include "inputs/readers/met_fields.hpp"

namespace lantian::grib {

namespace {

/// ecCodes as Debian builds it knows no threads: every call is made under this lock.
std::mutex& library_mutex() {
    static std::mutex mutex;
    return mutex;
}

void say_nothing(const codes_context*, int, const char*) {}

struct DeleteHandle {
    void operator()(codes_handle* handle) const { codes_handle_delete(handle); }
};
using Handle = std::unique_ptr<codes_handle, DeleteHandle>;

/// The handle looks into `bytes`, which must outlive it.
Handle open_handle(const std::string& bytes) {
    codes_context_set_logging_proc(codes_context_get_default(), say_nothing);
    return Handle(codes_handle_new_from_message(nullptr, bytes.data(), bytes.size()));
}

std::string text_of(codes_handle* h, const char* key) {
    char text[1024] = {};
    std::size_t length = sizeof text - 1;
    return codes_get_string(h, key, text, &length) == 0 ? std::string(text) : std::string();
}
std::int64_t integer_of(codes_handle* h, const char* key, std::int64_t otherwise = 0) {
    long value = 0;
    return codes_get_long(h, key, &value) == 0 ? value : otherwise;
}
double number_of(codes_handle* h, const char* key) {
    double value = 0.0;
    return codes_get_double(h, key, &value) == 0 && std::isfinite(value) ? value : 0.0;
}
/// ecCodes gives pressure levels in whole hPa; the message may hold parts of one.
double level_of(codes_handle* h, const std::string& level_type) {
    long factor = 0, value = 0;
    if (level_type == "isobaricInhPa" && codes_get_long(h, "scaleFactorOfFirstFixedSurface", &factor) == 0 &&
        codes_get_long(h, "scaledValueOfFirstFixedSurface", &value) == 0 && std::abs(factor) < 10)
        return 1e-2 * static_cast<double>(value) * std::pow(10.0, -static_cast<double>(factor));
    return number_of(h, "level");
}
bool missing(codes_handle* h, const char* key) {
    int error = 0;
    return codes_is_missing(h, key, &error) != 0 && error == 0;
}

GridKeys grid_of(codes_handle* h) {
    GridKeys g;
    g.type = text_of(h, "gridType");
    const bool map = g.type == "lambert" || g.type == "polar_stereographic" || g.type == "mercator";
    g.columns = missing(h, "Ni") ? 0 : integer_of(h, map ? "Nx" : "Ni", integer_of(h, "Ni"));
    g.rows = missing(h, "Nj") ? 0 : integer_of(h, map ? "Ny" : "Nj", integer_of(h, "Nj"));
    g.first_lat = number_of(h, "latitudeOfFirstGridPointInDegrees");
    g.first_lon = number_of(h, "longitudeOfFirstGridPointInDegrees");
    g.last_lat = number_of(h, "latitudeOfLastGridPointInDegrees");
    g.last_lon = number_of(h, "longitudeOfLastGridPointInDegrees");
    g.west_to_east = integer_of(h, "iScansNegatively") == 0;
    g.south_to_north = integer_of(h, "jScansPositively") != 0;
    g.columns_first = integer_of(h, "jPointsAreConsecutive") != 0;
    g.alternating = integer_of(h, "alternativeRowScanning") != 0;
    const char* dx = g.type == "mercator" ? "DiInMetres" : "DxInMetres";
    const char* dy = g.type == "mercator" ? "DjInMetres" : "DyInMetres";
    if (map) {
        g.dx = number_of(h, dx);
        g.dy = number_of(h, dy);
        g.south_pole = integer_of(h, "southPoleOnProjectionPlane") != 0;
    }
    if (g.type == "lambert") {
        g.lon_upright = number_of(h, "LoVInDegrees");
        g.true_lat_1 = number_of(h, "Latin1InDegrees");
        g.true_lat_2 = number_of(h, "Latin2InDegrees");
    } else if (g.type == "polar_stereographic") {
        g.lon_upright = number_of(h, "orientationOfTheGridInDegrees");
        g.true_lat_1 = number_of(h, "LaDInDegrees");
    } else if (g.type == "mercator") {
        g.true_lat_1 = number_of(h, "LaDInDegrees");
    } else if (g.type.find("rotated") != std::string::npos) {
        g.pole_lat = number_of(h, "latitudeOfSouthernPoleInDegrees");
        g.pole_lon = number_of(h, "longitudeOfSouthernPoleInDegrees");
        g.turn = number_of(h, "angleOfRotationInDegrees");
    }
    if (g.type.ends_with("_gg")) g.gaussian = integer_of(h, "N");
    if (integer_of(h, "earthIsOblate") != 0) {
        g.radius_m = number_of(h, "earthMajorAxisInMetres");
        g.minor_radius_m = number_of(h, "earthMinorAxisInMetres");
        if (!(g.radius_m > 0.0)) {  // GRIB1: IAU 1965
            g.radius_m = 6378160.0;
            g.minor_radius_m = 6356775.0;
        }
    } else {
        g.radius_m = g.minor_radius_m = missing(h, "radius") ? 0.0 : number_of(h, "radius");
    }
    std::size_t rows = 0;
    if (integer_of(h, "PLPresent") != 0 && codes_get_size(h, "pl", &rows) == 0 && rows > 0 && rows < 100000) {
        std::vector<long> lengths(rows);
        if (codes_get_long_array(h, "pl", lengths.data(), &rows) == 0)
            g.row_lengths.assign(lengths.begin(), lengths.end());
    }
    return g;
}

/// Date YYYYMMDD and time HHMM.
bool take_time(std::int64_t date, std::int64_t time, UtcTime& out) {
    const auto year = static_cast<int>(date / 10000), month = static_cast<int>(date / 100 % 100),
               day = static_cast<int>(date % 100), hour = static_cast<int>(time / 100),
               minute = static_cast<int>(time % 100);
    if (date < 10000000 || date > 99991231 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) ||
        time < 0 || hour > 24 || minute > 59)
        return false;
    out = from_calendar(year, month, day, hour, minute, 0);
    return true;
}

void take_times(codes_handle* h, Message& m) {
    if (!take_time(integer_of(h, "dataDate", -1), integer_of(h, "dataTime", -1), m.reference)) {
        m.trouble = "its date is not a date";
        return;
    }
    long from = 0, to = 0;
    // Seconds overflow in ecCodes for intervals of years; hours do not hold those of minutes.
    const auto steps_in = [&](const char* unit) {
        std::size_t length = 1;
        return codes_set_string(h, "stepUnits", unit, &length) == 0 && codes_get_long(h, "startStep", &from) == 0 &&
               codes_get_long(h, "endStep", &to) == 0 && from <= to;
    };
    if (steps_in("s")) {
        m.begin = m.reference + from;
        m.end = m.reference + to;
    } else if (steps_in("h")) {
        m.begin = m.reference + 3600 * from;
        m.end = m.reference + 3600 * to;
    } else if (take_time(integer_of(h, "validityDate", -1), integer_of(h, "validityTime", -1), m.end)) {
        m.begin = m.end;
        if (m.step_type != "instant") m.trouble = "the interval it holds for is not understood";
    } else {
        m.trouble = "its forecast time is not understood";
    }
}

/// Reads the values; NaN where missing.
std::string take_values(codes_handle* h, std::vector<double>& values) {
    constexpr double k_hole = 1e34;  // a value no field has
    std::size_t size = 0;
    int error = codes_get_size(h, "values", &size);
    if (error == 0 && size > k_most_points)
        return fmt::format("holds {} values; at most {} are read", size, k_most_points);
    if (error == 0) {
        codes_set_double(h, "missingValue", k_hole);
        values.resize(size);
        error = size == 0 ? 0 : codes_get_double_array(h, "values", values.data(), &size);
    }
    if (error != 0) {
        const std::string packing = text_of(h, "packingType");
        return fmt::format(
            "its values cannot be decoded{}: {}",
            packing.empty() || packing == "unknown" ? " (packing not known to ecCodes)" : " (packing " + packing + ")",
            codes_get_error_message(error));
    }
    values.resize(size);
    for (double& value : values) {
        if (value == k_hole || !std::isfinite(value)) value = std::numeric_limits<double>::quiet_NaN();
    }
    return {};
}

void summarise(const std::vector<double>& values, Message& m) {
    double sum = 0.0;
    m.least = std::numeric_limits<double>::infinity();
    m.greatest = -m.least;
    m.missing = 0;
    for (const double v : values) {
        if (std::isnan(v)) {
            ++m.missing;
            continue;
        }
        m.least = std::min(m.least, v);
        m.greatest = std::max(m.greatest, v);
        sum += v;
    }
    m.points = values.size();
    if (m.points == m.missing) {
        m.least = m.greatest = m.mean = std::numeric_limits<double>::quiet_NaN();
    } else {
        m.mean = sum / static_cast<double>(m.points - m.missing);
    }
}

template <typename T>
std::size_t place_in(std::vector<T>& all, T one) {
    const auto found = std::find(all.begin(), all.end(), one);
    if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
    all.push_back(std::move(one));
    return all.size() - 1;
}

/// Reads one field into the catalogue.
void take_field(const std::string& bytes, Message m, Decode decode, Catalog& out) {
    const Handle handle = open_handle(bytes);
    codes_handle* h = handle.get();
    if (h == nullptr) {
        out.bad.push_back({m.extent.offset, "ecCodes cannot open it"});
        return;
    }
    m.centre = text_of(h, "centre");
    m.short_name = text_of(h, "shortName");
    m.name = text_of(h, "name");
    m.units = text_of(h, "units");
    m.packing = text_of(h, "packingType");
    m.level_type = text_of(h, "typeOfLevel");
    m.step_type = text_of(h, "stepType");
    m.discipline = integer_of(h, "discipline", -1);
    m.category = integer_of(h, "parameterCategory", -1);
    m.parameter = integer_of(h, "parameterNumber", -1);
    m.level = level_of(h, m.level_type);
    m.member = integer_of(h, "number");
    m.winds_along_grid = integer_of(h, "uvRelativeToGrid") != 0;
    GridKeys grid = grid_of(h);
    if (grid.type.empty()) m.trouble = "its grid is not known to ecCodes";
    if (grid.type == "sh") m.trouble = "its values are spherical harmonics, not points";
    m.grid = place_in(out.grids, std::move(grid));
    m.points = static_cast<std::size_t>(std::max<std::int64_t>(0, integer_of(h, "numberOfPoints")));
    std::size_t count = 0;
    if (integer_of(h, "PVPresent") != 0 && codes_get_size(h, "pv", &count) == 0 && count > 0 && count < 100000) {
        std::vector<double> pv(count);
        if (codes_get_double_array(h, "pv", pv.data(), &count) == 0)
            m.level_coefficients = place_in(out.level_coefficients, std::move(pv)) + 1;
    }
    if (m.trouble.empty()) {
        take_times(h, m);
        const std::string time_trouble = std::exchange(m.trouble, {});
        if (decode == Decode::all || weather_message(m)) {
            std::vector<double> values;
            m.trouble = take_values(h, values);
            m.decoded = m.trouble.empty();
            if (m.decoded) summarise(values, m);
        }
        if (!time_trouble.empty()) m.trouble += (m.trouble.empty() ? "" : "; ") + time_trouble;
    }
    out.messages.push_back(std::move(m));
}

// From child to parent: every member in order, texts and lists after their length.
class Writer {
  public:
    template <typename T>
    void operator()(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        out.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void operator()(const std::string& text) {
        (*this)(text.size());
        out += text;
    }
    template <typename T>
    void operator()(const std::vector<T>& list) {
        (*this)(list.size());
        for (const T& item : list) (*this)(item);
    }
    std::string out;
};

class Reader {
  public:
    explicit Reader(const std::string& packed) : in_(packed) {}
    template <typename T>
    void operator()(T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        if (sizeof value > in_.size() - at_) throw std::length_error("answer of the child process cut off");
        std::memcpy(&value, in_.data() + at_, sizeof value);
        at_ += sizeof value;
    }
    void operator()(std::string& text) {
        const std::size_t n = length();
        text = in_.substr(at_, n);
        at_ += n;
    }
    template <typename T>
    void operator()(std::vector<T>& list) {
        list.resize(length());
        for (T& item : list) (*this)(item);
    }
    [[nodiscard]] std::size_t length() {
        std::size_t n = 0;
        (*this)(n);
        if (n > in_.size() - at_) throw std::length_error("answer of the child process cut off");
        return n;
    }

  private:
    const std::string& in_;
    std::size_t at_ = 0;
};

template <typename Archive, typename G>
void each_member_of_grid(Archive& a, G& g) {
    a(g.type), a(g.columns), a(g.rows), a(g.first_lat), a(g.first_lon), a(g.last_lat), a(g.last_lon), a(g.dx), a(g.dy);
    a(g.lon_upright), a(g.true_lat_1), a(g.true_lat_2), a(g.south_pole), a(g.pole_lat), a(g.pole_lon), a(g.turn);
    a(g.radius_m), a(g.minor_radius_m), a(g.gaussian), a(g.row_lengths), a(g.west_to_east), a(g.south_to_north);
    a(g.columns_first), a(g.alternating);
}

template <typename Archive, typename M>
void each_member_of_message(Archive& a, M& m) {
    a(m.number), a(m.extent), a(m.part), a(m.centre), a(m.short_name), a(m.name), a(m.units), a(m.packing);
    a(m.level_type), a(m.step_type), a(m.discipline), a(m.category), a(m.parameter), a(m.level), a(m.member),
        a(m.reference), a(m.begin), a(m.end);
    a(m.winds_along_grid), a(m.grid), a(m.level_coefficients), a(m.points), a(m.missing), a(m.decoded), a(m.least);
    a(m.greatest), a(m.mean), a(m.trouble);
}

std::string pack(const Catalog& c) {
    Writer w;
    w(c.messages.size());
    for (const Message& m : c.messages) each_member_of_message(w, m);
    w(c.grids.size());
    for (const GridKeys& g : c.grids) each_member_of_grid(w, g);
    w(c.level_coefficients.size());
    for (const auto& list : c.level_coefficients) w(list);
    w(c.bad.size());
    for (const BadMessage& b : c.bad) w(b.offset), w(b.reason);
    return std::move(w.out);
}

/// Adds what a child found to the whole.
void unpack(const std::string& packed, Catalog& out) {
    Reader r(packed);
    Catalog part;
    part.messages.resize(r.length());
    for (Message& m : part.messages) each_member_of_message(r, m);
    part.grids.resize(r.length());
    for (GridKeys& g : part.grids) each_member_of_grid(r, g);
    part.level_coefficients.resize(r.length());
    for (auto& list : part.level_coefficients) r(list);
    part.bad.resize(r.length());
    for (BadMessage& b : part.bad) r(b.offset), r(b.reason);
    for (Message& m : part.messages) {
        m.grid = place_in(out.grids, part.grids.at(m.grid));
        if (m.level_coefficients > 0)
            m.level_coefficients =
                place_in(out.level_coefficients, part.level_coefficients.at(m.level_coefficients - 1)) + 1;
        out.messages.push_back(std::move(m));
    }
    out.bad.insert(out.bad.end(), part.bad.begin(), part.bad.end());
}

/// Looks at messages in a child process, and at halves of them when the child is lost, down to the one that did it.
class Survey {
  public:
    Survey(std::vector<Extent> extents, Decode decode, Catalog& out)
        : extents_(std::move(extents)), decode_(decode), out_(out) {}

    void run() {
        std::uint64_t bytes = 0;
        for (const Extent& e : extents_) bytes += e.length;
        // 2 MB of packed data a second is slow even for JPEG 2000.
        cpu_s_ = static_cast<unsigned>(std::clamp<std::uint64_t>(10 + bytes / 2000000, 10, 3600));
        give_up_ = std::chrono::steady_clock::now() + std::chrono::seconds(cpu_s_ + 5);
        look(0, extents_.size());
    }

  private:
    void look(std::size_t from, std::size_t to) {
        if (from == to) return;
        if (std::chrono::steady_clock::now() > give_up_) {
            for (; from < to; ++from)
                out_.bad.push_back({extents_[from].offset, "not looked at: the file took too long"});
            return;
        }
        constexpr std::size_t k_memory = std::size_t{1500} << 20;
        const ChildOutcome outcome = run_in_child([&] { return answer(from, to); }, {cpu_s_, k_memory});
        if (outcome.how_lost.empty()) {
            unpack(outcome.text, out_);
        } else if (to - from == 1) {
            out_.bad.push_back({extents_[from].offset, "ecCodes gave up on it: " + outcome.how_lost});
        } else {
            const std::size_t half = from + (to - from) / 2;
            look(from, half);
            look(half, to);
        }
    }

    [[nodiscard]] std::string answer(std::size_t from, std::size_t to) const {
        Catalog part;
        part.path = out_.path;
        for (std::size_t k = from; k < to; ++k) {
            try {
                const std::vector<Field> fields = split(read_bytes(part.path, extents_[k]));
                for (std::size_t f = 0; f < fields.size(); ++f) {
                    if (!fields[f].reason.empty()) {
                        part.bad.push_back({extents_[k].offset, fields[f].reason});
                        continue;
                    }
                    Message m;
                    m.extent = extents_[k];
                    m.part = f;
                    take_field(fields[f].bytes, std::move(m), decode_, part);
                }
            } catch (const std::exception& error) {
                part.bad.push_back({extents_[k].offset, error.what()});
            }
        }
        return pack(part);
    }

    std::vector<Extent> extents_;
    Decode decode_;
    Catalog& out_;
    unsigned cpu_s_ = 10;
    std::chrono::steady_clock::time_point give_up_;
};

[[noreturn]] void refuse(const std::string& path, std::size_t number, const std::string& reason) {
    throw Error(Problem{Severity::error, ErrorKind::bad_data, "E433", path, 0, 0,
                        fmt::format("GRIB message {} {}", number, reason),
                        "copy the file again, or leave the message out"});
}

}  // namespace

Catalog read_catalog(const std::string& path, Decode decode) {
    Catalog out;
    out.path = path;
    Scan found = scan(path);
    out.bad = std::move(found.bad);
    Survey(std::move(found.messages), decode, out).run();
    std::sort(out.bad.begin(), out.bad.end(),
              [](const BadMessage& a, const BadMessage& b) { return a.offset < b.offset; });
    for (std::size_t k = 0; k < out.messages.size(); ++k) out.messages[k].number = k + 1;
    return out;
}

std::vector<double> read_values(const std::string& path, const Message& message) {
    if (!message.decoded) refuse(path, message.number, "was not read before");
    const std::vector<Field> fields = split(read_bytes(path, message.extent));
    if (message.part >= fields.size() || !fields[message.part].reason.empty())
        refuse(path, message.number, "has changed since the file was looked at");
    const std::scoped_lock lock(library_mutex());
    const Handle handle = open_handle(fields[message.part].bytes);
    if (!handle) refuse(path, message.number, "cannot be opened by ecCodes");
    std::vector<double> values;
    const std::string reason = take_values(handle.get(), values);
    if (!reason.empty()) refuse(path, message.number, reason);
    if (values.size() != message.points) refuse(path, message.number, "has changed since the file was looked at");
    return values;
}

std::vector<double> gaussian_latitudes(std::int64_t gaussian) {
    if (gaussian < 1 || gaussian > 10000)
        throw Error(ErrorKind::bad_data, "E433", fmt::format("a Gaussian grid with N = {} is not read", gaussian),
                    "1 to 10000 are read");
    std::vector<double> latitudes(static_cast<std::size_t>(2 * gaussian));
    const std::scoped_lock lock(library_mutex());
    if (codes_get_gaussian_latitudes(gaussian, latitudes.data()) != 0)
        throw Error(ErrorKind::bad_data, "E433", fmt::format("ecCodes has no Gaussian grid with N = {}", gaussian),
                    "give the file on a regular grid");
    return latitudes;
}

}  // namespace lantian::grib
