#pragma once

#include <string>

namespace lantian {

/// Name to write to until a file is whole: `path` + ".part".
[[nodiscard]] std::string part_name(const std::string& path);
/// Flushes `path`.part to disk (fsync) and renames it to `path`. Error E440 (exit 74) names file and cause.
void publish_part(const std::string& path);
/// Writes text to a file by way of .part. Same errors.
void write_text_file(const std::string& path, const std::string& text);

}  // namespace lantian
