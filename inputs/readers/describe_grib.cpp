#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "inputs/readers/describe.hpp"
#include "inputs/readers/grib_file.hpp"
#include "inputs/readers/grib_mesh.hpp"
#include "inputs/readers/grib_weather.hpp"

namespace lantian {

namespace {

using grib::Catalog;
using grib::GridKeys;
using grib::Message;

constexpr std::size_t k_listed_bad = 50;

std::string shown_grid(const GridKeys& g) {
    std::string text = grib::grid_name(g);
    if (g.columns > 0 && g.rows > 0)
        text += fmt::format(", {} x {} points", g.columns, g.rows);
    else if (!g.row_lengths.empty())
        text += fmt::format(", {} rows", g.row_lengths.size());
    if (g.type != "sh" && !g.type.empty() && g.type != "unstructured_grid")
        text += fmt::format(", from {:g} E {:g} N", g.first_lon, g.first_lat);
    return text;
}

std::string shown_message(const Message& m) {
    std::string when = format_time(m.end);
    if (m.begin < m.end) when = format_time(m.begin) + " to " + when + " " + m.step_type;
    std::string text =
        fmt::format("{} ({}, {}) at {:g} {}, {}", m.short_name, m.name, m.units, m.level, m.level_type, when);
    if (m.member != 0) text += fmt::format(", member {}", m.member);
    if (!m.trouble.empty()) return text + ": " + m.trouble;
    if (m.missing == m.points) return text + fmt::format(": all {} points missing", m.points);
    text += fmt::format(": min {:.9g}, max {:.9g}, mean {:.9g}", m.least, m.greatest, m.mean);
    if (m.missing > 0) text += fmt::format(", {} of {} points missing", m.missing, m.points);
    return text;
}

void add_summary(FileDescription& out, const Catalog& catalog) {
    out.fact("messages", fmt::format("{} readable, {} bad", catalog.messages.size(), catalog.bad.size()));
    std::set<std::string> centres, packings;
    for (const Message& m : catalog.messages) {
        centres.insert(m.centre);
        packings.insert(m.packing);
    }
    out.fact("centre", fmt::format("{}", fmt::join(centres, ", ")));
    out.fact("packing", fmt::format("{}", fmt::join(packings, ", ")));
    for (const GridKeys& grid : catalog.grids) out.fact("grid", shown_grid(grid));
}

}  // namespace

void detail::describe_grib(FileDescription& out) {
    const Catalog catalog = grib::read_catalog(out.path, grib::Decode::all);
    bool first = false, second = false;
    for (const Message& m : catalog.messages) (m.extent.edition == 1 ? first : second) = true;
    out.kind = first && second ? "GRIB1 and GRIB2" : first ? "GRIB1" : second ? "GRIB2" : "damaged GRIB";
    add_summary(out, catalog);
    for (const Message& m : catalog.messages) out.fact(fmt::format("message {}", m.number), shown_message(m));
    std::size_t troubled = 0;
    for (const Message& m : catalog.messages) {
        if (!m.trouble.empty() && ++troubled <= k_listed_bad)
            out.missing.push_back(fmt::format("message {} ({}): {}", m.number, m.short_name, m.trouble));
    }
    for (std::size_t k = 0; k < std::min(catalog.bad.size(), k_listed_bad); ++k)
        out.missing.push_back(
            fmt::format("message at byte {} {}: it would be skipped", catalog.bad[k].offset, catalog.bad[k].reason));
    if (catalog.bad.size() > k_listed_bad)
        out.missing.push_back(fmt::format("{} bad messages in all", catalog.bad.size()));
    if (catalog.messages.empty()) {
        out.missing.emplace_back("holds no readable GRIB message: copy the file again from where it was made");
        return;
    }
    const auto weather = grib::open_catalogs({catalog}, std::nullopt);
    out.fact("as a driver", weather->description());
    for (const std::string& note : weather->notes()) out.fact("note", note);
    describe_gridded(out, *weather);
}

}  // namespace lantian
