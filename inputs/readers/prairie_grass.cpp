#include "inputs/readers/prairie_grass.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <numbers>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"
#include "inputs/readers/observation_lines.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

constexpr double k_mg = 1e-6;                 // kg per mg
constexpr double k_von_karman_then = 0.35;    // in the friction velocities of the file
constexpr double k_least_loss_factor = 0.5;   // smaller ones are misprints
constexpr double k_azimuth_jump_deg = 180.0;  // larger steps between neighbours go through north

[[noreturn]] void refuse(const std::string& file, int line, const std::string& message) {
    throw Error(Problem{Severity::error, ErrorKind::bad_data, "E311", file, line, 0, message,
                        "take the files as they are described in FORMATS.md"});
}

struct Lines {
    std::string file;
    std::vector<std::string> text;
};

Lines lines_of(const std::filesystem::path& path) { return {path.string(), observed::lines_of(path.string())}; }

/// Words of a line; commas and quotes count as blanks.
std::vector<std::string> words_of(std::string line) {
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == ',' || c == '\''; }, ' ');
    const auto words = observed::words_of(line);
    return {words.begin(), words.end()};
}

/// All fields as numbers, or nothing.
std::vector<double> numbers(const std::string& line) {
    std::vector<double> out;
    for (const std::string& field : words_of(line)) {
        const auto value = parse_number(field);
        if (!value) return {};
        out.push_back(*value);
    }
    return out;
}

/// Runs 70 and 71 are called 35S and 48S in the tables.
int run_number(const std::string& text) {
    if (text == "35S") return 70;
    if (text == "48S") return 71;
    const auto value = parse_number(text);
    return value ? static_cast<int>(*value) : 0;
}

using LossTable = std::map<int, std::map<int, double>>;  // run, arc distance in m

LossTable read_losses(const std::filesystem::path& path) {
    // Columns of fixed width; blanks are missing values.
    constexpr std::size_t k_first = 8, k_width = 9;
    constexpr int k_arcs[] = {50, 100, 200, 400, 800};
    LossTable table;
    for (const std::string& line : lines_of(path).text) {
        const int run = line.size() < k_first ? 0 : run_number(std::string(trim(line.substr(0, k_first))));
        if (run <= 0) continue;
        for (std::size_t a = 0; a < std::size(k_arcs); ++a) {
            const std::size_t at = k_first + a * k_width;
            if (at >= line.size()) break;
            if (const auto value = parse_number(line.substr(at, k_width))) table[run][k_arcs[a]] = *value;
        }
    }
    if (table.empty()) refuse(path.string(), 0, "holds no loss factor");
    return table;
}

std::map<int, PrairieGrassRun> read_weather(const std::filesystem::path& path) {
    const Lines lines = lines_of(path);
    std::map<int, PrairieGrassRun> runs;
    for (std::size_t n = 0; n < lines.text.size(); ++n) {
        const std::vector<double> v = numbers(lines.text[n]);
        if (v.empty()) continue;
        if (v.size() < 10) refuse(lines.file, static_cast<int>(n) + 1, "has fewer than 10 columns");
        PrairieGrassRun run;
        run.run = static_cast<int>(v[0]);
        run.obukhov_length_m = v[1];
        run.friction_velocity_m_s = v[2] * constants::k_von_karman / k_von_karman_then;
        if (v[3] > 0.0) run.mixing_height_m = v[3];
        run.sigma_azimuth_rad = v[8] * std::numbers::pi / 180.0;
        run.wind_2m_m_s = v[9];
        if (!(run.friction_velocity_m_s > 0.0) || !(run.wind_2m_m_s > 0.0) || run.obukhov_length_m == 0.0)
            refuse(lines.file, static_cast<int>(n) + 1, "friction velocity, wind and Obukhov length must not be 0");
        runs[run.run] = run;
    }
    if (runs.empty()) refuse(lines.file, 0, "holds no run");
    return runs;
}

void read_arcs(const std::filesystem::path& path, const LossTable& losses, std::map<int, PrairieGrassRun>& runs) {
    const Lines lines = lines_of(path);
    std::size_t n = 0;
    while (n < lines.text.size()) {
        if (trim(lines.text[n]).empty()) {
            ++n;
            continue;
        }
        const auto line_number = static_cast<int>(n) + 1;
        const std::vector<std::string> head = words_of(lines.text[n]);
        const std::vector<double> second =
            n + 1 < lines.text.size() ? numbers(lines.text[n + 1]) : std::vector<double>{};
        if (head.size() < 5 || second.size() < 10) refuse(lines.file, line_number, "is not the header of an arc");
        const auto count = static_cast<std::size_t>(second[0]);
        const int number = run_number(head[0]);
        PrairieGrassRun::Arc arc;
        arc.distance_m = parse_number(head[4]).value_or(0.0);
        if (!(arc.distance_m > 0.0) || !(second[0] >= 1.0) || n + 2 + count > lines.text.size())
            refuse(lines.file, line_number, "announces more samplers than follow, or no distance");
        const auto of_run = losses.find(number);
        if (of_run != losses.end()) {
            const auto found = of_run->second.find(static_cast<int>(arc.distance_m));
            if (found != of_run->second.end() && found->second >= k_least_loss_factor) arc.loss_factor = found->second;
        }
        double before = -1.0;
        double turn = 0.0;
        for (std::size_t s = 0; s < count; ++s) {
            const std::vector<double> row = numbers(lines.text[n + 2 + s]);
            if (row.size() < 4) refuse(lines.file, static_cast<int>(n + 3 + s), "is not a sampler of an arc");
            if (before >= 0.0 && before - row[0] > k_azimuth_jump_deg) turn += 360.0;
            before = row[0];
            if (row[3] > -1.0) arc.samplers.push_back({row[0] + turn, row[3] * k_mg * arc.loss_factor});
        }
        std::sort(arc.samplers.begin(), arc.samplers.end(),
                  [](const auto& a, const auto& b) { return a.bearing_deg < b.bearing_deg; });
        n += 2 + count;
        const auto run = runs.find(number);
        if (run == runs.end()) continue;
        run->second.rate_kg_s = second[7] * 1e-3;
        run->second.release_height_m = second[8];
        run->second.receptor_height_m = second[9];
        run->second.arcs.push_back(std::move(arc));
    }
}

/// Of each run the tower with the highest concentration.
void read_towers(const std::filesystem::path& path, std::map<int, PrairieGrassRun>& runs) {
    const Lines lines = lines_of(path);
    for (std::size_t n = 0; n < lines.text.size(); ++n) {
        const std::vector<std::string> words = words_of(lines.text[n]);
        if (words.size() < 3 || words[0] != "Run" || words[1] != "No.") continue;
        const int number = run_number(words[2]);
        std::vector<std::vector<double>> rows;
        for (std::size_t r = n + 2; r < lines.text.size(); ++r) {
            const std::vector<double> row = numbers(lines.text[r]);
            if (row.size() < 2) break;
            rows.push_back(row);
        }
        const auto run = runs.find(number);
        if (run == runs.end() || rows.empty()) continue;
        std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a[0] < b[0]; });
        std::size_t best = 1;
        double highest = 0.0;
        for (const auto& row : rows) {
            for (std::size_t t = 1; t < row.size(); ++t) {
                if (row[t] > highest) {
                    highest = row[t];
                    best = t;
                }
            }
        }
        PrairieGrassRun::Tower tower;
        for (const auto& row : rows) {
            if (best >= row.size() || row[best] < 0.0) continue;
            tower.height_m.push_back(row[0]);
            tower.conc_kg_m3.push_back(row[best] * k_mg);
        }
        if (highest > 0.0) run->second.tower = tower;
    }
}

}  // namespace

std::vector<PrairieGrassRun> read_prairie_grass(const std::string& folder) {
    const std::filesystem::path at(folder);
    std::map<int, PrairieGrassRun> runs = read_weather(at / "modelParamList.txt");
    read_arcs(at / "PGARCS.txt", read_losses(at / "PGrassEvapLossTABLE_5_4.txt"), runs);
    read_towers(at / "PGVertConc.txt", runs);
    std::vector<PrairieGrassRun> out;
    for (auto& [number, run] : runs) {
        if (run.arcs.empty()) continue;
        std::sort(run.arcs.begin(), run.arcs.end(),
                  [](const auto& a, const auto& b) { return a.distance_m < b.distance_m; });
        out.push_back(std::move(run));
    }
    if (out.empty()) refuse((at / "PGARCS.txt").string(), 0, "has no arc of a run with weather");
    return out;
}

}  // namespace lantian
