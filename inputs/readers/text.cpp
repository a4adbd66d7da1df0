#include "inputs/readers/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace lantian {

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<double> parse_number(std::string_view text) {
    text = trim(text);
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::size_t> invalid_utf8_at(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        std::size_t extra = 0;
        unsigned char low = 0x80, high = 0xBF;  // allowed range of the second byte
        if (lead >= 0xC2 && lead <= 0xDF) {
            extra = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            extra = 2;
            if (lead == 0xE0) low = 0xA0;
            if (lead == 0xED) high = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            extra = 3;
            if (lead == 0xF0) low = 0x90;
            if (lead == 0xF4) high = 0x8F;
        } else {
            return i;
        }
        for (std::size_t k = 1; k <= extra; ++k) {
            if (i + k >= text.size()) return i;
            const auto next = static_cast<unsigned char>(text[i + k]);
            if (next < low || next > high) return i;
            low = 0x80;
            high = 0xBF;
        }
        i += extra + 1;
    }
    return std::nullopt;
}

std::string read_text_file(const std::string& path, std::size_t max_bytes) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        throw Error({Severity::error, ErrorKind::missing_input, "E401", path, 0, 0, "file not found",
                     "check the path; it is relative to the scenario file"});
    }
    std::ifstream in(path, std::ios::binary);
    if (std::filesystem::is_directory(path, error) || !in) {
        throw Error({Severity::error, ErrorKind::missing_input, "E401", path, 0, 0, "cannot be opened for reading",
                     "check that it is a file and may be read"});
    }
    std::string text;
    std::string block(1 << 16, '\0');
    while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
        text.append(block, 0, static_cast<std::size_t>(in.gcount()));
        if (text.size() > max_bytes) {
            throw Error({Severity::error, ErrorKind::bad_data, "E311", path, 0, 0,
                         fmt::format("file is larger than {} MiB", max_bytes >> 20), "split it into several files"});
        }
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (const auto at = invalid_utf8_at(text)) {
        const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*at), '\n');
        throw Error({Severity::error, ErrorKind::bad_data, "E311", path, static_cast<int>(line), 0, "text is not UTF-8",
                     "save the file as UTF-8"});
    }
    return text;
}

}  // namespace lantian
