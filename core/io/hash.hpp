#pragma once

#include <string>
#include <string_view>

namespace lantian {

/// XXH3 128-bit hash as 32 hex digits.
[[nodiscard]] std::string hash_text(std::string_view text);
/// Same over a file's bytes. Error E401 when it cannot be read.
[[nodiscard]] std::string hash_file(const std::string& path);

}  // namespace lantian
