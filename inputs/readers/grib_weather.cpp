#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "inputs/readers/grib_mesh.hpp"
#include "inputs/readers/grib_weather.hpp"
#include "inputs/readers/level_weather.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

using grib::Catalog;
using grib::Message;

constexpr std::size_t k_named = 5;  // bad messages that are named one by one

/// What is left out of a file, as notes.
void note_bad(const Catalog& catalog, std::vector<std::string>& notes) {
    const std::size_t n = catalog.bad.size();
    for (std::size_t k = 0; k < std::min(n, k_named); ++k)
        notes.push_back(fmt::format("{}: message at byte {} {}: skipped", catalog.path, catalog.bad[k].offset,
                                    catalog.bad[k].reason));
    if (n > k_named) notes.push_back(fmt::format("{}: {} bad messages are skipped in all", catalog.path, n));
    std::size_t troubled = 0;
    for (const Message& m : catalog.messages) {
        if (m.trouble.empty() || !grib::weather_message(m)) continue;
        if (++troubled <= k_named)
            notes.push_back(fmt::format("{}: message {} ({} at {:g} {}) is skipped: {}", catalog.path, m.number,
                                        m.short_name, m.level, m.level_type, m.trouble));
    }
    if (troubled > k_named)
        notes.push_back(
            fmt::format("{}: {} messages that cannot be decoded are skipped in all", catalog.path, troubled));
}

struct Use {
    std::size_t file = 0;
    const Message* message = nullptr;
    grib::MessageField field;
};

/// Messages of one mesh; the meshes of several files may be one.
struct Group {
    MeshAxes axes;
    std::vector<Use> uses;
    std::size_t on_levels = 0;
};

std::vector<Group> groups_of(const std::vector<Catalog>& catalogs, std::vector<std::string>& notes) {
    std::vector<Group> groups;
    for (std::size_t f = 0; f < catalogs.size(); ++f) {
        const Catalog& catalog = catalogs[f];
        std::map<std::size_t, std::size_t> group_of_grid;
        std::map<std::string, std::size_t> refused;
        for (const Message& m : catalog.messages) {
            if (!m.decoded || !m.trouble.empty()) continue;
            const auto field = grib::message_field(m);
            if (!field) continue;
            const std::string trouble = grib::grid_trouble(catalog.grids[m.grid], m.points);
            if (!trouble.empty()) {
                ++refused[trouble];
                continue;
            }
            auto found = group_of_grid.find(m.grid);
            if (found == group_of_grid.end()) {
                MeshAxes axes = grib::grid_axes(catalog.grids[m.grid]);
                const auto same =
                    std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return same_mesh(g.axes, axes); });
                const auto at = static_cast<std::size_t>(same - groups.begin());
                if (at == groups.size()) groups.push_back({std::move(axes), {}, 0});
                found = group_of_grid.emplace(m.grid, at).first;
            }
            Group& group = groups[found->second];
            group.uses.push_back({f, &m, *field});
            group.on_levels += field->level != LevelKind::surface;
        }
        for (const auto& [trouble, n] : refused)
            notes.push_back(fmt::format("{}: {} messages are left out: {}", catalog.path, n, trouble));
    }
    return groups;
}

/// Of an ensemble the first member.
void one_member(std::vector<Use>& uses, std::vector<std::string>& notes) {
    std::int64_t first = uses.front().message->member;
    for (const Use& use : uses) first = std::min(first, use.message->member);
    const std::size_t before = uses.size();
    std::erase_if(uses, [&](const Use& use) { return use.message->member != first; });
    if (uses.size() < before)
        notes.push_back(fmt::format("{} messages of other members of the ensemble are left out: member {} is taken",
                                    before - uses.size(), first));
}

}  // namespace

std::unique_ptr<GriddedWeatherSource> open_grib(const std::vector<std::string>& files,
                                                const std::optional<AreaDeg>& area_deg) {
    if (files.empty())
        throw Error(ErrorKind::bad_scenario, "E410", "no GRIB file is named", "name files in meteorology.files");
    std::vector<Catalog> catalogs;
    for (const std::string& file : files) catalogs.push_back(grib::read_catalog(file, grib::Decode::weather));
    return grib::open_catalogs(std::move(catalogs), area_deg);
}

std::unique_ptr<GriddedWeatherSource> grib::open_catalogs(std::vector<Catalog> read,
                                                          const std::optional<AreaDeg>& area_deg) {
    const auto catalogs = std::make_shared<std::vector<Catalog>>(std::move(read));
    std::vector<std::string> files;
    for (const Catalog& catalog : *catalogs) files.push_back(catalog.path);
    LevelDataset data;
    data.title = "GRIB";
    data.files = files;
    std::size_t readable = 0;
    for (const Catalog& catalog : *catalogs) {
        note_bad(catalog, data.notes);
        readable += catalog.messages.size();
    }
    const auto none = [&](const std::string& message, const std::string& hint) {
        const std::string why = data.notes.empty() ? "" : "; " + data.notes.front();
        throw Error(Problem{Severity::error, ErrorKind::bad_data, readable == 0 ? "E433" : "E413", files.front(), 0, 0,
                            message + why, hint});
    };
    if (readable == 0) none("holds no readable GRIB message", "copy the file again from where it was made");
    std::vector<Group> groups = groups_of(*catalogs, data.notes);
    if (groups.empty())
        none(
            "holds no weather on levels that lantian uses",
            "temperature, wind, humidity and height on pressure or model levels and surface fields are needed; lantian "
            "doctor lists all messages");
    const auto best = std::max_element(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
        return std::pair(a.on_levels, a.uses.size()) < std::pair(b.on_levels, b.uses.size());
    });
    std::size_t other = 0;
    for (const Group& group : groups) other += &group == &*best ? 0 : group.uses.size();
    if (other > 0)
        data.notes.push_back(fmt::format("{} messages on other meshes than the one of {} x {} points are left out",
                                         other, best->axes.x.size(), best->axes.y.size()));
    one_member(best->uses, data.notes);

    std::vector<Use> uses = std::move(best->uses);
    bool centre_noted = false;
    for (const Use& use : uses) {
        const Message& m = *use.message;
        data.slices.push_back({use.field.conversion, use.field.level, use.field.value, m.reference, m.begin, m.end,
                               m.winds_along_grid, use.file, data.slices.size()});
        if (use.field.level == LevelKind::model && m.level_coefficients > 0 && data.half_level_b.empty()) {
            const std::vector<double>& pv = (*catalogs)[use.file].level_coefficients[m.level_coefficients - 1];
            const auto half = static_cast<std::ptrdiff_t>(pv.size() / 2);
            data.half_level_a_pa.assign(pv.begin(), pv.begin() + half);
            data.half_level_b.assign(pv.begin() + half, pv.begin() + 2 * half);
        }
        if (use.field.conversion.field == MetField::sensible_heat_flux && !centre_noted) {
            centre_noted = true;
            data.notes.push_back(fmt::format("sensible heat flux is counted {} by centre {}",
                                             m.centre == "kwbc" ? "upward" : "downward", m.centre));
        }
    }
    data.axes = std::move(best->axes);
    data.window = MeshWindow(data.axes, area_deg, files.front());
    data.read = [catalogs, uses = std::move(uses), files](const MetSlice& slice) {
        const Use& use = uses[slice.id];
        return grib::on_axes((*catalogs)[use.file].grids[use.message->grid],
                             grib::read_values(files[use.file], *use.message));
    };
    return make_level_weather(std::move(data));
}

}  // namespace lantian
