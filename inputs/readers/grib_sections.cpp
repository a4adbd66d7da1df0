#include "inputs/readers/grib_sections.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/io/file_check.hpp"

namespace lantian::grib {

namespace {

constexpr std::uint64_t k_longest_message = std::uint64_t{512} << 20;

std::uint64_t number_at(const char* bytes, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t k = 0; k < count; ++k) value = value << 8 | static_cast<unsigned char>(bytes[k]);
    return value;
}

/// Reads pieces of a file.
class Bytes {
  public:
    explicit Bytes(const std::string& path)
        : path_(path), size_(readable_file_size(path)), in_(path, std::ios::binary) {}
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] std::string piece(std::uint64_t offset, std::uint64_t length) {
        std::string out(offset < size_ ? std::min(length, size_ - offset) : 0, '\0');
        in_.clear();
        in_.seekg(static_cast<std::streamoff>(offset));
        in_.read(out.data(), static_cast<std::streamsize>(out.size()));
        out.resize(static_cast<std::size_t>(std::max<std::streamsize>(in_.gcount(), 0)));
        return out;
    }

  private:
    std::string path_;
    std::uint64_t size_;
    std::ifstream in_;
};

/// Length of a GRIB1 message that begins at `offset`. Messages beyond 8 MB state it in units of 120 bytes (ECMWF).
std::uint64_t length_grib1(Bytes& file, std::uint64_t offset) {
    const std::string head = file.piece(offset, 16);
    std::uint64_t length = number_at(head.data() + 4, 3);
    if ((length & 0x800000) == 0) return length;
    std::uint64_t at = offset + 8 + number_at(head.data() + 8, 3);
    const int flags = static_cast<unsigned char>(head[15]);
    for (const int bit : {0x80, 0x40}) {
        if ((flags & bit) == 0) continue;
        const std::string section = file.piece(at, 3);
        if (section.size() < 3) return length;
        at += number_at(section.data(), 3);
    }
    const std::string data = file.piece(at, 3);
    const std::uint64_t rest = data.size() < 3 ? 120 : number_at(data.data(), 3);
    return rest < 120 ? (length & 0x7fffff) * 120 - rest + 4 : length;
}

struct Section {
    int number = 0;
    std::size_t at = 0, length = 0;
};

/// What speaks against a field of GRIB2; sections by number, absent ones of length 0.
std::string defect(const std::string& m, const std::array<Section, 8>& s) {
    const auto number = [&](int section, std::size_t octet, std::size_t count) {
        const Section& part = s[static_cast<std::size_t>(section)];
        return octet - 1 + count <= part.length ? number_at(m.data() + part.at + octet - 1, count) : 0;
    };
    for (const auto& [section, least] : {std::pair{1, 21u}, {3, 15u}, {4, 9u}, {5, 11u}, {6, 6u}, {7, 5u}}) {
        if (s[static_cast<std::size_t>(section)].length < least)
            return fmt::format("section {} is missing or shorter than {} bytes", section, least);
    }
    const std::uint64_t points = number(3, 7, 4);
    if (points == 0 || points > k_most_points)
        return fmt::format("states {} grid points; 1 to {} are read", points, k_most_points);
    const std::uint64_t grid = number(3, 13, 2);
    const bool rows_and_columns = grid <= 3 || grid == 10 || grid == 20 || grid == 30 || (grid >= 40 && grid <= 43);
    const std::uint64_t columns = number(3, 31, 4), rows = number(3, 35, 4), unknown = 0xffffffff;
    if (rows_and_columns && columns != unknown && rows != unknown &&
        (columns > k_most_points || rows > k_most_points || columns * rows > k_most_points))
        return fmt::format("states {} x {} grid points; at most {} are read", columns, rows, k_most_points);
    const std::uint64_t values = number(5, 6, 4);
    if (values > points) return fmt::format("states {} values for {} grid points", values, points);
    const std::uint64_t indicator = number(6, 6, 1);
    if (indicator == 0 && (s[6].length - 6) < (points + 7) / 8)
        return fmt::format("its bitmap is too short for {} grid points", points);
    if (number(5, 10, 2) == 0) {
        const std::uint64_t bits = number(5, 20, 1);
        if (bits > 64 || s[7].length - 5 < (values * bits + 7) / 8)
            return fmt::format("its data section is too short for {} values of {} bits", values, bits);
    }
    return {};
}

std::string joined(const std::string& m, const std::array<Section, 8>& s) {
    std::string out = m.substr(0, 16);
    for (std::size_t k = 1; k < s.size(); ++k) out.append(m, s[k].at, s[k].length);
    out += "7777";
    for (std::size_t k = 0; k < 8; ++k) out[8 + k] = static_cast<char>(out.size() >> (8 * (7 - k)));
    return out;
}

std::vector<Field> split_grib2(const std::string& m) {
    std::vector<Field> fields;
    std::array<Section, 8> last{};
    Section bitmap;  // the last one that is written out, for "as defined before"
    std::size_t at = 16;
    int before = 0;
    while (at + 4 <= m.size() && m.compare(at, 4, "7777") != 0) {
        const std::size_t length = static_cast<std::size_t>(number_at(m.data() + at, 4));
        const int section = at + 4 < m.size() ? static_cast<unsigned char>(m[at + 4]) : 0;
        // 1, then any number of times [2] 3 4 5 6 7, or from 3 or 4 on.
        const bool follows =
            section == before + 1 || (before == 1 && section == 3) || (before == 7 && section >= 2 && section <= 4);
        if (length < 5 || length > m.size() - at || !follows) {
            fields.push_back({{}, fmt::format("section {} at byte {} does not fit into the message", section, at)});
            return fields;
        }
        Section& kept = last[static_cast<std::size_t>(section)];
        kept = {section, at, length};
        if (section == 6 && length >= 6) {
            const int indicator = static_cast<unsigned char>(m[at + 5]);
            if (indicator == 0) bitmap = kept;
            if (indicator == 254) kept = bitmap;
        }
        if (section == 7) {
            std::string reason = defect(m, last);
            std::string bytes = reason.empty() ? joined(m, last) : std::string();
            fields.push_back({std::move(bytes), std::move(reason)});
        }
        before = section;
        at += length;
    }
    if (before != 7) fields.push_back({{}, "ends before its data section"});
    return fields;
}

std::string defect_grib1(const std::string& m) {
    const auto section_end = [&](std::size_t at, std::size_t least) -> std::optional<std::size_t> {
        if (at + 3 > m.size()) return std::nullopt;
        const std::size_t length = static_cast<std::size_t>(number_at(m.data() + at, 3));
        return length < least || length > m.size() - at ? std::nullopt : std::optional(at + length);
    };
    std::optional<std::size_t> end = section_end(8, 28);
    if (!end) return "its product section does not fit into the message";
    const int flags = static_cast<unsigned char>(m[15]);
    std::uint64_t points = 0;
    if ((flags & 0x80) != 0) {
        const std::size_t at = *end;
        end = section_end(at, 28);
        if (!end) return "its grid section does not fit into the message";
        const std::uint64_t columns = number_at(m.data() + at + 6, 2), rows = number_at(m.data() + at + 8, 2);
        if (columns != 0xffff && rows != 0xffff) points = columns * rows;
        if (points > k_most_points)
            return fmt::format("states {} x {} grid points; at most {} are read", columns, rows, k_most_points);
    }
    if ((flags & 0x40) != 0) {
        const std::size_t at = *end;
        end = section_end(at, 6);
        if (!end) return "its bitmap section does not fit into the message";
        if (number_at(m.data() + at + 4, 2) == 0 && points > 0 && (*end - at - 6) * 8 < points)
            return fmt::format("its bitmap is too short for {} grid points", points);
    }
    if (*end + 11 > m.size()) return "its data section does not fit into the message";
    return {};
}

}  // namespace

bool begins_with_grib(const std::string& head) {
    const std::size_t at = head.find("GRIB");
    return at != std::string::npos && head.size() >= at + 8 && (head[at + 7] == 1 || head[at + 7] == 2);
}

Scan scan(const std::string& path) {
    constexpr std::size_t k_block = std::size_t{1} << 20;
    Scan out;
    Bytes file(path);
    std::uint64_t at = 0;
    while (at < file.size()) {
        const std::string block = file.piece(at, k_block);
        const std::size_t found = block.find("GRIB");
        if (block.size() < 4) break;
        if (found == std::string::npos) {
            at += block.size() - 3;
            if (block.size() < k_block) break;
            continue;
        }
        at += found;
        const std::string head = file.piece(at, 16);
        const int edition = head.size() < 16 ? 0 : head[7];
        if (edition != 1 && edition != 2) {
            out.bad.push_back({at, fmt::format("edition {} is not 1 or 2", edition)});
            at += 4;
            continue;
        }
        const std::uint64_t length = edition == 2 ? number_at(head.data() + 8, 8) : length_grib1(file, at);
        const std::uint64_t left = file.size() - at;
        std::string reason;
        if (length < 40 || length > k_longest_message)
            reason = fmt::format("states a length of {} bytes", length);
        else if (length > left)
            reason = fmt::format("is cut off: it states {} bytes and the file holds {} from there", length, left);
        else if (file.piece(at + length - 4, 4) != "7777")
            reason = "does not end with 7777";
        if (!reason.empty()) {
            out.bad.push_back({at, std::move(reason)});
            at += 4;
            continue;
        }
        out.messages.push_back({at, length, edition});
        at += length;
    }
    return out;
}

std::string read_bytes(const std::string& path, const Extent& extent) {
    std::string bytes = Bytes(path).piece(extent.offset, extent.length);
    if (bytes.size() != extent.length)
        throw Error(Problem{Severity::error, ErrorKind::missing_input, "E401", path, 0, 0,
                            "became shorter while it was read", "leave the file alone during the run"});
    return bytes;
}

std::vector<Field> split(const std::string& message) {
    if (message.size() < 16) return {{{}, "is shorter than 16 bytes"}};
    if (message[7] == 2) return split_grib2(message);
    std::string reason = defect_grib1(message);
    if (!reason.empty()) return {{{}, std::move(reason)}};
    return {{message, {}}};
}

}  // namespace lantian::grib
