#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// The frame of GRIB files, read without any library: where messages lie, and whether the lengths and counts that they
/// state fit together. What passes here is handed to ecCodes, what does not is named and skipped.
namespace lantian::grib {

/// Most grid points of one field that are read: 240 MB as doubles, twice a global grid of 9 km.
inline constexpr std::size_t k_most_points = 30000000;

struct Extent {
    std::uint64_t offset = 0, length = 0;  ///< bytes in the file
    int edition = 2;
};

/// Something that is no readable message.
struct BadMessage {
    std::uint64_t offset = 0;
    std::string reason;
};

struct Scan {
    std::vector<Extent> messages;
    std::vector<BadMessage> bad;
};

/// Finds the messages of a file; bytes between them (bulletin headers, padding) are passed over. A message that is cut
/// off or does not end with 7777 goes to `bad`. E401 when the file cannot be read.
[[nodiscard]] Scan scan(const std::string& path);

/// True when a GRIB message begins within `head`, the first bytes of a file (bulletin headers may stand before it).
[[nodiscard]] bool begins_with_grib(const std::string& head);

/// The bytes of a message. E401 when they are no longer there.
[[nodiscard]] std::string read_bytes(const std::string& path, const Extent& extent);

/// Splits a message into messages of one field each (GRIB2 may hold several; GRIB1 is returned as it is) and checks
/// each: section lengths, number of points, bitmap and data long enough for what they must hold. `reason` is empty for
/// a field that passed.
struct Field {
    std::string bytes;
    std::string reason;
};
[[nodiscard]] std::vector<Field> split(const std::string& message);

}  // namespace lantian::grib
