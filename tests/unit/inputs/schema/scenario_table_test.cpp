#include "inputs/schema/scenario_table.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "inputs/schema/scenario_reader.hpp"
#include "inputs/schema/scenario_text.hpp"
#include "tests/support/scratch.hpp"

namespace lantian {
namespace {

using testing::Scratch;

constexpr const char* k_minimal = R"(schema_version = 1
[domain]
bounds_deg = [111.9, 34.8, 113.0, 35.5]
[time]
start = 2027-01-15T00:00:00+08:00
[meteorology]
files = ["w.csv"]
if_missing = "stop"
[emissions]
tables = ["s.csv"]
[[emissions.gridded]]
file = "g.nc"
variable = "emi"
species = "nox"
sector = "x"
group = "y"
)";

const void* address(const FieldRef& field) {
    return std::visit([](auto* p) -> const void* { return p; }, field);
}

/// All files that minimal case and examples name.
void write_files(const Scratch& folder) {
    for (const char* sub : {"met", "emis", "out", "out/case", "soundings"})
        std::filesystem::create_directories(folder.path(sub));
    for (const char* name : {"w.csv",
                             "s.csv",
                             "g.nc",
                             "terrain.csv",
                             "land_use.csv",
                             "outline.geojson",
                             "met/wrfout_d03_1",
                             "weather_profile.csv",
                             "soundings/a.cdf",
                             "station_places.csv",
                             "met/gfs_2027011418_1.grib2",
                             "emis/stacks.csv",
                             "emis/roads.geojson",
                             "emis/dust.geojson",
                             "profiles.csv",
                             "speciation.csv",
                             "outside.csv",
                             "emis/grid.nc",
                             "stations.csv",
                             "tracks.csv",
                             "measures.toml"}) {
        (void)folder.write(name, "");
    }
    (void)folder.write("buildings.geojson", "");
}

TEST(ScenarioTable, EveryFieldOfScenarioHasExactlyOneKey) {
    Scenario s;
    s.emissions.gridded.resize(1);
    std::set<const void*> fields;
    const auto add = [&](auto&... members) { (fields.insert(&members), ...); };
    // A member added to core/data/scenario.hpp breaks these lines, and then the comparison below asks for its key.
    auto& [bounds, cell, projection, terrain, outline] = s.domain;
    add(bounds, cell, projection, terrain, outline);
    auto& [start, hours, step, offset] = s.time;
    add(start, hours, step, offset);
    auto& [kind, files, profiles, soundings, places, if_missing, previous_files, hold, met_cell, level, anemometer,
           layer, roughness, albedo, bowen, land, land_file, land_scheme, season, people, city_heat, sounding_radius,
           radius, adjust, tolerance] = s.meteorology;
    add(kind, files, profiles, soundings, places, if_missing, previous_files, hold, met_cell, level, anemometer, layer,
        roughness, albedo, bowen, land, land_file, land_scheme, season, people, city_heat, sounding_radius, radius,
        adjust, tolerance);
    auto& [gfile, gvariable, gspecies, gsector, ggroup, gprofile, gblock] = s.emissions.gridded[0];
    add(gfile, gvariable, gspecies, gsector, ggroup, gprofile, gblock);
    auto& [tables, dust, eprofiles, speciation, outside, buildings, gridded, area_cell, road_cell, line_cell] =
        s.emissions;
    add(tables, dust, eprofiles, speciation, outside, buildings, area_cell, road_cell, line_cell);
    EXPECT_EQ(gridded.size(), 1U);
    auto& [point, area, cutoff, coarse_levels, real, substep, least, piece, merge, merge_sigmas, shear, split, tear,
           split_cells, lid, dispersion, long_range, hills, budget, wind, tip_downwash, penetration, rise, downwash,
           draughts, vertical_spread] = s.puffs;
    add(point, area, cutoff, coarse_levels, real, substep, least, piece, merge, merge_sigmas, shear, split, tear,
        split_cells, lid, dispersion, long_range, hills, budget, wind, tip_downwash, penetration, rise, downwash,
        draughts, vertical_spread);
    auto& [scheme, so2_day, so2_night, nox_day, nox_night] = s.chemistry;
    add(scheme, so2_day, so2_night, nox_day, nox_night);
    auto& [dry, wet, settling, particle, gas, wet_scheme, ph, fine, coarse, giant, spread] = s.deposition;
    add(dry, wet, settling, particle, gas, wet_scheme, ph, fine, coarse, giant, spread);
    auto& [names] = s.species;
    add(names);
    auto& [stations, stations_by, tracks, height, deposition, precision, deflate] = s.output;
    add(stations, stations_by, tracks, height, deposition, precision, deflate);
    auto& [measures] = s.measures;
    add(measures, s.schema_version, s.name, s.title);

    std::set<const void*> keyed;
    for (const ScenarioKey& key : scenario_keys()) {
        EXPECT_TRUE(keyed.insert(address(key.field(s, 0))).second) << key.key << " sets the field of another key";
    }
    EXPECT_EQ(keyed, fields);
}

TEST(ScenarioTable, EveryKeyChangesItsFieldAndNoOther) {
    const Scratch folder;
    write_files(folder);
    const std::string path = folder.write("case.toml", k_minimal);
    for (const ScenarioKey& key : scenario_keys()) {
        if (is_gridded(key) || key.key == "schema_version") continue;
        std::vector<std::string> set{std::string(key.key) + " = " + std::string(key.example)};
        // A value that differs from the default also where the example is the value of the minimal case.
        if (key.key == "domain.bounds_deg") set[0] = "domain.bounds_deg = [112, 34, 113, 35]";
        if (key.key == "time.start") set[0] = "time.start = 2027-01-16T00:00:00+08:00";
        LoadedScenario before = load_scenario(path);
        LoadedScenario after = load_scenario(path, set);
        for (const ScenarioKey& other : scenario_keys()) {
            if (is_gridded(other)) continue;
            const bool changed =
                toml_value(other.field(before.scenario, 0), 0) != toml_value(other.field(after.scenario, 0), 0);
            EXPECT_EQ(changed, other.key == key.key) << set[0] << " and " << other.key;
        }
        EXPECT_NE(before.canonical_text, after.canonical_text) << key.key;
        EXPECT_EQ(after.origins.at(std::string(key.key)).text(), "--set");
    }
}

TEST(ScenarioTable, GriddedKeysChangeTheirFields) {
    const Scratch folder;
    write_files(folder);
    std::string text(k_minimal);
    text = text.substr(0, text.find("file = \"g.nc\""));
    for (const ScenarioKey& key : scenario_keys()) {
        if (is_gridded(key))
            text += std::string(key.key.substr(k_gridded_prefix.size())) + " = " + std::string(key.example) + "\n";
    }
    LoadedScenario loaded = load_scenario(folder.write("case.toml", text));
    Scenario fresh;
    fresh.emissions.gridded.resize(1);
    for (const ScenarioKey& key : scenario_keys()) {
        if (!is_gridded(key)) continue;
        EXPECT_NE(toml_value(key.field(loaded.scenario, 0), 0), toml_value(key.field(fresh, 0), 0)) << key.key;
        EXPECT_EQ(loaded.origins.count("emissions.gridded[0]." + std::string(key.key.substr(k_gridded_prefix.size()))),
                  1U)
            << key.key;
    }
}

TEST(ScenarioTable, SchemaExplainManualAndResolvedHoldEveryKey) {
    const Scratch folder;
    write_files(folder);
    const LoadedScenario loaded = load_scenario(folder.write("case.toml", k_minimal));
    const nlohmann::json schema = nlohmann::json::parse(json_schema());
    const nlohmann::json explained = nlohmann::json::parse(explain_json(""));
    const std::string manual = scenario_manual();
    ASSERT_EQ(explained["keys"].size(), scenario_keys().size());
    std::size_t in_schema = 0;
    const std::function<void(const nlohmann::json&)> count = [&](const nlohmann::json& node) {
        if (node.contains("properties")) {
            EXPECT_EQ(node["additionalProperties"], false);
            for (const auto& child : node["properties"]) count(child);
        } else if (node.contains("items") && node["items"].contains("properties")) {
            count(node["items"]);
        } else if (!node.contains("$ref")) {  // weather = {...}: keys of meteorology
            ++in_schema;
        }
    };
    count(schema);
    EXPECT_EQ(in_schema, scenario_keys().size());
    for (const ScenarioKey& key : scenario_keys()) {
        std::string pointer;
        for (std::string rest(is_gridded(key) ? key.key.substr(k_gridded_prefix.size()) : key.key); !rest.empty();) {
            const auto dot = rest.find('.');
            pointer += "/properties/" + rest.substr(0, dot);
            rest = dot == std::string::npos ? "" : rest.substr(dot + 1);
        }
        if (is_gridded(key)) pointer = "/properties/emissions/properties/gridded/items" + pointer;
        const nlohmann::json& property = schema.at(nlohmann::json::json_pointer(pointer));
        EXPECT_EQ(property["description"], key.meaning);
        if (key.low != key.high && (key.type == KeyType::number || key.type == KeyType::integer)) {
            EXPECT_EQ(property["maximum"], key.high) << key.key;
        }
        EXPECT_EQ(explain_text(key.key).find(std::string(key.key)), 0U) << key.key;
        EXPECT_NE(manual.find("| `" + std::string(key.key.substr(key.key.rfind('.') + 1)) + "` |"), std::string::npos)
            << key.key;
        EXPECT_NE(loaded.resolved_toml.find("\n" + std::string(key.key.substr(key.key.rfind('.') + 1)) + " = "),
                  std::string::npos)
            << key.key;
        EXPECT_FALSE(key.meaning.empty() || key.used_by.empty() || key.example.empty()) << key.key;
        if (!key.required && key.key != "name") {
            EXPECT_NE(default_text(key), key.example) << key.key;
        }
    }
}

TEST(ScenarioTable, ResolvedTextLoadsToTheSameScenario) {
    const Scratch folder;
    write_files(folder);
    const LoadedScenario first =
        load_scenario(folder.write("case.toml", k_minimal), {"time.hours=7", "chemistry.scheme=none"});
    EXPECT_NE(first.resolved_toml.find("hours = 7  # --set\n"), std::string::npos) << first.resolved_toml;
    EXPECT_NE(first.resolved_toml.find("if_missing = \"stop\"  # case.toml:8\n"), std::string::npos);
    EXPECT_NE(first.resolved_toml.find("step_s = 600  # default\n"), std::string::npos);
    EXPECT_NE(first.resolved_toml.find("start = 2027-01-15T00:00:00+08:00"), std::string::npos);
    const LoadedScenario again = load_scenario(folder.write("again.toml", first.resolved_toml));
    EXPECT_EQ(again.canonical_text, first.canonical_text);
    // Stored in another folder its paths still lead to the same files.
    const std::string out = folder.path("out/case");
    const LoadedScenario moved =
        load_scenario(folder.write("out/case/scenario.resolved.toml", resolved_toml(first, out)));
    ASSERT_EQ(moved.input_files.size(), first.input_files.size());
    for (std::size_t i = 0; i < moved.input_files.size(); ++i) {
        EXPECT_TRUE(std::filesystem::equivalent(moved.input_files[i], first.input_files[i]));
    }
}

TEST(ScenarioTable, PatternsAreExpandedAndSortedAndTheHashTextDoesNotNameTheFolder) {
    const Scratch folder;
    write_files(folder);
    (void)folder.write("met/b.csv", "");
    (void)folder.write("met/a.csv", "");
    const LoadedScenario loaded = load_scenario(folder.write("case.toml", k_minimal), {"meteorology.files=met/*.csv"});
    EXPECT_EQ(loaded.scenario.meteorology.files,
              (std::vector<std::string>{folder.path("met/a.csv"), folder.path("met/b.csv")}));
    EXPECT_NE(loaded.canonical_text.find("meteorology.files = [\"met/a.csv\", \"met/b.csv\"]\n"), std::string::npos);
    EXPECT_EQ(loaded.canonical_text.find(folder.path("")), std::string::npos);
    EXPECT_EQ(loaded.scenario.name, "case");
}

TEST(ScenarioTable, ExplainOffersTheNearestKey) {
    try {
        (void)explain_text("domain.cel_m");
        FAIL();
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "error[E101] unknown key \"domain.cel_m\"; did you mean \"domain.cell_m\"?");
        EXPECT_EQ(error.kind(), ErrorKind::usage);
    }
    EXPECT_NE(explain_text("puffs").find("puffs.merge_sigmas\n"), std::string::npos);
}

}  // namespace
}  // namespace lantian
