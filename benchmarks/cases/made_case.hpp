#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/app/program.hpp"

namespace lantian::bench {

/// A case made from a seed: sources, weather and receptors as files in a folder of its own. Nothing in it is real.
struct MadeCase {
    std::string name = "made";
    double side_km = 100.0;  ///< of the square domain, cells of 1 km
    int hours = 24;
    double step_s = 180.0, release_s = 180.0;
    int sources = 20, groups = 4, receptors = 0;
    int heights = 1;                   ///< levels at which receptors stand
    std::vector<std::string> species;  ///< result species; empty: all
    std::vector<std::string> deposition;
    double wind_m_s = 4.0;  ///< mean of the day, about
    bool merge = true, metals = false;
    std::string more_toml;  ///< sections added at the end
};

inline std::string words(const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& word : list) out += (out.empty() ? "\"" : ", \"") + word + "\"";
    return "[" + out + "]";
}

/// Writes the case into `folder`; returns the scenario file.
inline std::string write_case(const MadeCase& c, const std::filesystem::path& folder, std::uint64_t seed = 1) {
    constexpr double k_lon = 113.0, k_lat = 35.0;
    constexpr double k_km_per_deg_lat = 110.94, k_km_per_deg_lon = 91.29;  // at that latitude
    const double half_lon = 0.5 * c.side_km / k_km_per_deg_lon, half_lat = 0.5 * c.side_km / k_km_per_deg_lat;
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    const auto place = [&](double share) {
        return fmt::format("{:.5f},{:.5f}", k_lon + share * half_lon * (2.0 * unit(random) - 1.0),
                           k_lat + share * half_lat * (2.0 * unit(random) - 1.0));
    };
    std::filesystem::create_directories(folder);
    const auto open = [&](const char* file) { return std::ofstream(folder / file); };

    auto points = open("points.csv");
    points << "id,sector,process,group,lon[deg],lat[deg],height[m],diameter[m],exit_speed[m/s],exit_temperature[degC],"
              "pm25[t/a],pm10[t/a],so2[t/a],nox[t/a],voc[t/a],nh3[t/a]"
           << (c.metals ? ",pb[t/a],cd[t/a]" : "") << '\n';
    for (int s = 0; s < c.sources; ++s) {
        const double size = std::exp(1.5 * (unit(random) - 0.5));
        points << fmt::format(
            "s{0},industry,stack,g{1},{2},{3:.0f},{4:.1f},{5:.1f},{6:.0f},{7:.3f},{8:.3f},{9:.3f},"
            "{10:.3f},{11:.3f},{12:.3f}",
            s, s % c.groups, place(0.8), 40.0 + 160.0 * unit(random), 2.0 + 4.0 * unit(random),
            8.0 + 12.0 * unit(random), 60.0 + 80.0 * unit(random), 80.0 * size, 120.0 * size, 600.0 * size,
            700.0 * size, 50.0 * size, 20.0 * size);
        if (c.metals) points << fmt::format(",{:.4f},{:.4f}", 0.5 * size, 0.05 * size);
        points << '\n';
    }
    if (c.receptors > 0) {
        auto stations = open("stations.csv");
        stations << "id,name,kind,lon[deg],lat[deg],height[m],population\n";
        for (int r = 0; r < c.receptors; ++r) {
            const double height_m = r % c.heights == 0 ? 1.5 : 50.0 * (r % c.heights);
            stations << fmt::format("r{0},R{0},station,{1},{2},\n", r, place(0.8), height_m);
        }
    }
    auto weather = open("weather.csv");
    weather << "station,lon[deg],lat[deg],elevation[m],time,wind_speed[m/s],wind_direction[deg],temperature[degC],"
               "cloud[1],precipitation[mm/h],relative_humidity[%],pressure[hPa]\n";
    for (int station = 0; station < 4; ++station) {
        const std::string at = fmt::format("{:.4f},{:.4f}", k_lon + (station % 2 == 0 ? -0.5 : 0.5) * half_lon,
                                           k_lat + (station < 2 ? -0.5 : 0.5) * half_lat);
        for (int h = 0; h <= c.hours; ++h) {
            const double day = 2.0 * 3.14159265 * (h - 9) / 24.0;
            weather << fmt::format(
                "w{},{},100,2022-04-{:02}T{:02}:00:00+08:00,{:.2f},{:.1f},{:.1f},0.3,{:.1f},60,1000\n", station, at,
                5 + h / 24, h % 24, c.wind_m_s * (1.0 + 0.35 * std::sin(day)) + 0.4 * unit(random),
                std::fmod(250.0 + 2.2 * h + 8.0 * station + 10.0 * unit(random), 360.0), 14.0 + 6.0 * std::sin(day),
                h % 37 == 20 ? 1.0 : 0.0);
        }
    }
    auto scenario = open("case.toml");
    scenario << fmt::format(
        "schema_version = 1\nname = \"{}\"\n[domain]\nbounds_deg = [{:.5f}, {:.5f}, {:.5f}, {:.5f}]\ncell_m = 1000\n"
        "[time]\nstart = 2022-04-05T00:00:00+08:00\nhours = {}\nstep_s = {}\n"
        "[meteorology]\nkind = \"stations\"\nfiles = [\"weather.csv\"]\nif_missing = \"stop\"\ncell_m = 4000\n"
        "terrain_adjust = false\n[emissions]\ntables = [\"points.csv\"]\n"
        "[puffs]\nrelease_point_s = {}\nmerge = {}\n[species]\nnames = {}\n[output]\n{}deposition = {}\n{}",
        c.name, k_lon - half_lon, k_lat - half_lat, k_lon + half_lon, k_lat + half_lat, c.hours, c.step_s, c.release_s,
        c.merge, words(c.species), c.receptors > 0 ? "stations = \"stations.csv\"\n" : "", words(c.deposition),
        c.more_toml);
    return (folder / "case.toml").string();
}

/// What `lantian run --json` answers; an exception with the answer when it fails.
inline nlohmann::json run(const std::string& scenario, const std::string& out, int threads,
                          const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"lantian", "run", scenario, "--out", out, "--threads", std::to_string(threads),
                                   "--json"};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<const char*> arguments;
    for (const std::string& word : words) arguments.push_back(word.c_str());
    std::ostringstream answer, progress;
    std::streambuf* const out_before = std::cout.rdbuf(answer.rdbuf());
    std::streambuf* const err_before = std::cerr.rdbuf(progress.rdbuf());
    const int code = run_program(static_cast<int>(arguments.size()), arguments.data());
    std::cout.rdbuf(out_before);
    std::cerr.rdbuf(err_before);
    if (code != 0) throw std::runtime_error("run failed: " + progress.str());
    return nlohmann::json::parse(answer.str());
}

}  // namespace lantian::bench
