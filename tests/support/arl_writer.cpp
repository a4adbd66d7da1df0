#include "tests/support/arl_writer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace lantian::testing {

namespace {

/// A number in exactly `width` characters.
std::string fixed(double value, int width) {
    for (int digits = width - 1; digits >= 0; --digits) {
        std::string text = fmt::format("{:.{}f}", value, digits);
        if (text.starts_with("0.")) text.erase(0, 1);
        if (text.starts_with("-0.")) text.erase(1, 1);
        if (static_cast<int>(text.size()) <= width) return fmt::format("{:>{}}", text, width);
    }
    return std::string(static_cast<std::size_t>(width), '*');
}

int exponent_of(const std::vector<double>& values, std::size_t nx) {
    double largest = 0.0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double before = k % nx != 0 ? values[k - 1] : (k == 0 ? values[0] : values[k - nx]);
        largest = std::max(largest, std::abs(values[k] - before));
    }
    return largest > 0.0 ? static_cast<int>(std::floor(std::log2(largest))) + 1 : 0;
}

struct Packed {
    int exponent = 0;
    double precision = 0.0;
    std::vector<unsigned char> bytes;
};

Packed pack(const std::vector<double>& values, std::size_t nx) {
    Packed out;
    out.exponent = exponent_of(values, nx);
    out.precision = std::ldexp(1.0, out.exponent) / 254.0;
    const double scale = std::ldexp(1.0, 7 - out.exponent);
    double row_start = values.front(), before = row_start;
    for (std::size_t k = 0; k < values.size(); ++k) {
        if (k % nx == 0) before = row_start;
        const int code = std::clamp(static_cast<int>((values[k] - before) * scale + 127.5), 0, 255);
        before += (code - 127) / scale;
        if (k % nx == 0) row_start = before;
        out.bytes.push_back(static_cast<unsigned char>(code));
    }
    return out;
}

}  // namespace

double arl_step(const std::vector<double>& values, std::size_t nx) {
    return std::ldexp(1.0, exponent_of(values, nx) - 7);
}

std::string arl_bytes(const ArlGrid& grid, ArlVertical vertical, const std::vector<double>& levels,
                      const std::vector<ArlTime>& times) {
    const std::size_t points = grid.nx * grid.ny;
    std::string out;
    for (const ArlTime& time : times) {
        const CalendarTime at = calendar(time.time);
        const auto label = [&](int forecast, std::size_t level, const std::string& variable, int exponent,
                               double precision, double first) {
            return fmt::format("{:2}{:2}{:2}{:2}{:2}{:2}99{:4}{:4}{:14.7E}{:14.7E}", at.year % 100, at.month, at.day,
                               at.hour, forecast, level, variable, exponent, precision, first);
        };
        std::vector<Packed> packed;
        for (const ArlField& field : time.fields) packed.push_back(pack(field.values, grid.nx));
        std::string index = fmt::format("{:4.4}{:3}{:2}", grid.model, 0, at.minute);
        for (const double constant : {grid.pole_lat_deg, grid.pole_lon_deg, grid.reference_lat_deg,
                                      grid.reference_lon_deg, grid.size_km, grid.orientation_deg, grid.tangent_lat_deg,
                                      grid.sync_x, grid.sync_y, grid.sync_lat_deg, grid.sync_lon_deg, grid.reserved})
            index += fixed(constant, 7);
        std::string body;
        for (std::size_t level = 0; level < levels.size(); ++level) {
            std::string names;
            int count = 0;
            for (std::size_t k = 0; k < time.fields.size(); ++k) {
                if (time.fields[k].level != level) continue;
                ++count;
                names += fmt::format("{:4}{:3} ", time.fields[k].variable, detail::arl_checksum(packed[k].bytes));
            }
            body += fixed(levels[level], 6) + fmt::format("{:2}", count) + names;
        }
        index += fmt::format("{:3}{:3}{:3}{:2}{:4}", grid.nx, grid.ny, levels.size(), static_cast<int>(vertical),
                             108 + body.size());
        index += body;
        for (std::size_t begin = 0; begin < index.size(); begin += points) {
            std::string part = index.substr(begin, points);
            part.resize(points, ' ');
            out += label(0, 0, "INDX", 0, 0.0, 0.0) + part;
        }
        for (std::size_t k = 0; k < time.fields.size(); ++k) {
            const ArlField& field = time.fields[k];
            out += label(field.forecast_h, field.level, field.variable, packed[k].exponent, packed[k].precision,
                         field.values.front());
            out.append(packed[k].bytes.begin(), packed[k].bytes.end());
        }
    }
    return out;
}

}  // namespace lantian::testing
