#include "inputs/readers/delimited.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <zlib.h>

#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

[[noreturn]] void fail(const std::string& path, int line, std::string message, std::string hint) {
    throw Error({Severity::error, ErrorKind::bad_data, "E311", path, line, 0, std::move(message), std::move(hint)});
}

bool is_gzip(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::array<char, 2> magic{};
    return in.read(magic.data(), 2) && magic[0] == '\x1f' && magic[1] == '\x8b';
}

std::string unpacked(const std::string& path) {
    struct Close {
        void operator()(gzFile file) const { gzclose(file); }
    };
    const std::unique_ptr<gzFile_s, Close> file(gzopen(path.c_str(), "rb"));
    if (!file) fail(path, 0, "cannot be opened as gzip", "check that it may be read");
    std::string text;
    std::string block(1 << 18, '\0');
    for (;;) {
        const int got = gzread(file.get(), block.data(), static_cast<unsigned>(block.size()));
        if (got > 0) text.append(block, 0, static_cast<std::size_t>(got));
        if (text.size() > k_max_table_bytes)
            fail(path, 0, fmt::format("unpacks to more than {} MiB", k_max_table_bytes >> 20), "split it");
        int state = Z_OK;
        const char* const why = gzerror(file.get(), &state);
        if (got < 0 || (state != Z_OK && state != Z_STREAM_END))
            fail(path, 0, fmt::format("damaged gzip file ({})", why), "copy it again");
        if (got == 0) break;
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (const auto at = invalid_utf8_at(text)) {
        const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*at), '\n');
        fail(path, static_cast<int>(line), "text is not UTF-8", "save the file as UTF-8");
    }
    return text;
}

/// The separator that stands most often in the header line, outside quotes.
char separator_of(const std::string& text) {
    std::map<char, std::size_t> count;
    bool quoted = false, content = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (!content && c == '#') {
            at = std::min(text.find('\n', at), text.size());
            continue;
        }
        if (c == '\n' && !quoted) {
            if (content) break;
            continue;
        }
        if (c == '"') quoted = !quoted;
        if (c != '\r') content = true;
        if (!quoted && (c == ',' || c == '\t' || c == ';')) ++count[c];
    }
    char best = ',';
    for (const auto& [c, n] : count) {
        if (n > count[best]) best = c;
    }
    return best;
}

}  // namespace

bool is_missing_text(const std::string& text) {
    const std::string_view word = trim(text);
    if (word.empty()) return true;
    const auto same = [word](std::string_view other) {
        return std::equal(word.begin(), word.end(), other.begin(), other.end(), [](char a, char b) {
            return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
        });
    };
    return same("na") || same("nan");
}

DelimitedText read_delimited(const std::string& path, Problems& problems) {
    const std::string text = is_gzip(path) ? unpacked(path) : read_text_file(path, k_max_table_bytes);
    const char separator = separator_of(text);
    std::vector<std::vector<Field>> records = parse_csv(text, path, separator);
    if (records.empty()) fail(path, 0, "file is empty", "the first line is the header");
    DelimitedText table;
    table.path = path;
    for (const Field& field : records.front()) table.columns.push_back(split_header(field));
    std::map<std::string, int> seen;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        Table::Column& column = table.columns[c];
        if (column.name.empty()) column.name = fmt::format("column {}", c + 1);
        if (!seen.emplace(column.name, column.column).second) {
            problems.add({Severity::error, ErrorKind::bad_data, "E308", path, column.line, column.column,
                          fmt::format("column \"{}\" stands twice", column.name), "make the names unique"});
        }
    }
    records.erase(records.begin());
    for (std::vector<Field>& record : records) {
        const bool empty =
            std::all_of(record.begin(), record.end(), [](const Field& f) { return trim(f.text).empty(); });
        if (empty) {
            ++table.empty_rows;
            continue;
        }
        if (record.size() != table.columns.size()) {
            problems.add({Severity::error, ErrorKind::bad_data, "E310", path, record.front().line, 0,
                          fmt::format("row has {} fields, the header has {}", record.size(), table.columns.size()),
                          "correct the row; a separator inside a field needs quotes around the field"});
            continue;
        }
        table.rows.push_back(std::move(record));
    }
    return table;
}

}  // namespace lantian
