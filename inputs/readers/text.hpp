#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lantian {

/// Without blanks and tabs at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// A decimal number that fills the whole text (blanks around it allowed); empty when it is none, or is NaN or infinite.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// Byte offset of the first byte that is not valid UTF-8 (RFC 3629); empty when all is well.
[[nodiscard]] std::optional<std::size_t> invalid_utf8_at(std::string_view text);

/// Whole content of a file of at most `max_bytes`. Throws Error E401 (kind missing_input) when it cannot be read or is
/// a folder, E311 when it is larger or not UTF-8 (with the line). A byte order mark is dropped.
[[nodiscard]] std::string read_text_file(const std::string& path, std::size_t max_bytes);

}  // namespace lantian
