#include "inputs/readers/describe.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <exception>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "core/base/child_process.hpp"
#include "core/base/error.hpp"
#include "core/io/file_check.hpp"
#include "inputs/readers/arl_file.hpp"
#include "inputs/readers/grib_sections.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

std::string first_bytes(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::array<char, 16384> block{};
    in.read(block.data(), block.size());
    return {block.data(), static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0))};
}

/// Formats that are known by their first bytes and not read (yet).
std::optional<std::pair<std::string, std::string>> unread_format(const std::string& head) {
    if (head.starts_with("BUFR"))
        return std::pair{std::string("BUFR"),
                         std::string("not read: turn radiosondes and wind profilers into a sounding table (FORMATS.md, "
                                     "observations), stations into a station table")};
    if (head.starts_with("\x1f\x8b")) return std::pair{std::string("gzip archive"), std::string("unpack it first")};
    if (head.starts_with("PK\x03\x04"))
        return std::pair{std::string("zip archive"),
                         std::string("unpack it first; spreadsheets must be saved as CSV (UTF-8)")};
    return std::nullopt;
}

bool is_hierarchical(const std::string& head) {
    if (head.starts_with("CDF") || head.starts_with("\x89HDF")) return true;
    for (const std::size_t block : {512u, 1024u, 2048u}) {
        if (head.size() > block && head.compare(block, 4, "\x89HDF") == 0) return true;
    }
    return false;
}

/// Runs one part of the description and turns every exception into a finding.
template <typename Part>
void described(FileDescription& out, const char* kind_when_bad, Part&& part) {
    try {
        part(out);
    } catch (const Error& error) {
        if (out.kind.empty()) out.kind = kind_when_bad;
        for (const Problem& problem : error.problems()) out.missing.push_back(problem.text());
    } catch (const std::exception& error) {
        if (out.kind.empty()) out.kind = kind_when_bad;
        out.missing.push_back(fmt::format("reading it failed: {}", error.what()));
    }
}

// The child sends the description as texts, each after its length.
void put(std::string& out, const std::string& text) {
    const std::uint64_t n = text.size();
    out.append(reinterpret_cast<const char*>(&n), sizeof n);
    out += text;
}

std::vector<std::string> texts_of(const std::string& packed) {
    std::vector<std::string> texts;
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= packed.size();) {
        std::uint64_t n = 0;
        std::memcpy(&n, packed.data() + at, sizeof n);
        at += sizeof n;
        if (n > packed.size() - at) break;
        texts.push_back(packed.substr(at, n));
        at += n;
    }
    return texts;
}

std::string pack(const FileDescription& d) {
    std::string out;
    put(out, d.kind);
    for (const auto& [label, value] : d.facts) {
        put(out, "fact");
        put(out, label);
        put(out, value);
    }
    for (const std::string& text : d.missing) {
        put(out, "missing");
        put(out, text);
    }
    return out;
}

void unpack(const std::string& packed, FileDescription& d) {
    const std::vector<std::string> texts = texts_of(packed);
    if (texts.empty()) return;
    d.kind = texts[0];
    d.facts.clear();
    for (std::size_t k = 1; k < texts.size();) {
        if (texts[k] == "fact" && k + 2 < texts.size()) {
            d.fact(texts[k + 1], texts[k + 2]);
            k += 3;
        } else if (k + 1 < texts.size()) {
            d.missing.push_back(texts[k + 1]);
            k += 2;
        } else {
            break;
        }
    }
}

void describe_in_child(FileDescription& out) {
    const ChildOutcome outcome = run_in_child([&out] {
        described(out, "damaged NetCDF or HDF5", detail::describe_hierarchical);
        return pack(out);
    });
    if (outcome.how_lost.empty()) {
        unpack(outcome.text, out);
        return;
    }
    out.kind = "damaged NetCDF or HDF5";
    out.missing.push_back(fmt::format("the file library gave up on it: {}; copy the file again from where it was made",
                                      outcome.how_lost));
}

}  // namespace

std::string detail::shown_size(double bytes) {
    if (bytes < 1e3) return fmt::format("{:.0f} B", bytes);
    if (bytes < 1e6) return fmt::format("{:.1f} kB", bytes / 1e3);
    return bytes < 1e9 ? fmt::format("{:.1f} MB", bytes / 1e6) : fmt::format("{:.1f} GB", bytes / 1e9);
}

std::string detail::shown_box(double west, double south, double east, double north) {
    return fmt::format("{:.4f} to {:.4f} E, {:.4f} to {:.4f} N", west, east, south, north);
}

FileDescription describe_file(const std::string& path) {
    FileDescription out;
    out.path = path;
    const std::size_t size = readable_file_size(path);
    out.fact("size", detail::shown_size(static_cast<double>(size)));
    const std::string head = first_bytes(path);
    if (size == 0) {
        out.kind = "empty file";
        out.missing.emplace_back("the file holds nothing: copy it again");
    } else if (is_hierarchical(head)) {
        describe_in_child(out);
    } else if (grib::begins_with_grib(head)) {
        described(out, "damaged GRIB", detail::describe_grib);
    } else if (const auto format = unread_format(head)) {
        out.kind = format->first;
        out.missing.push_back(format->second);
    } else if (is_arl(path)) {
        described(out, "damaged ARL packed meteorology", [](FileDescription& d) {
            const auto source = open_arl({d.path});
            d.kind = "ARL packed meteorology";
            detail::describe_gridded(d, *source);
        });
    } else if (head.find('\0') != std::string::npos) {
        out.kind = "unknown";
        out.missing.emplace_back("bytes of no format that lantian knows");
    } else if (const auto observed = observation_format(path)) {
        described(out, "damaged observations",
                  [&](FileDescription& d) { detail::describe_observations(d, *observed); });
    } else {
        described(out, "text", detail::describe_text);
    }
    if (out.kind.empty()) out.kind = "unknown";
    return out;
}

}  // namespace lantian
