#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <zlib.h>

#include "core/base/error.hpp"
#include "inputs/readers/aermod_deck.hpp"
#include "inputs/readers/observation_lines.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

namespace fs = std::filesystem;

constexpr double k_microgram = 1e-9;     // kg
constexpr double k_same_place_m = 0.05;  // coordinates in the files of means have five decimals, in decks as many as
                                         // their author gave

std::string upper(std::string_view word) {
    std::string out(word);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::toupper(c); });
    return out;
}

/// The file of this name (any case, plain or .gz) in a folder.
std::optional<fs::path> find_file(const fs::path& folder, const std::string& named) {
    if (named.empty() || !fs::is_directory(folder)) return std::nullopt;
    std::string name = named;
    std::replace(name.begin(), name.end(), '\\', '/');
    const std::string wanted = upper(fs::path(name).filename().string());
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string here = upper(entry.path().filename().string());
        if (here == wanted || here == wanted + ".GZ") found.push_back(entry.path());
    }
    if (found.empty()) return std::nullopt;
    return *std::min_element(found.begin(), found.end());
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

/// Lines of a plain or gzip file.
std::vector<std::string> gzip_lines(const std::string& path) {
    struct Close {
        void operator()(gzFile file) const { gzclose(file); }
    };
    const std::unique_ptr<gzFile_s, Close> file(gzopen(path.c_str(), "rb"));
    if (!file) observed::refuse(path, "E401", "cannot be opened", "check that it may be read");
    std::string text;
    std::vector<char> block(1 << 16);
    for (;;) {
        const int got = gzread(file.get(), block.data(), static_cast<unsigned>(block.size()));
        if (got < 0) observed::refuse(path, "E311", "is damaged", "copy it again");
        if (got == 0) break;
        text.append(block.data(), static_cast<std::size_t>(got));
    }
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

/// yymmddhh -> the end of that hour.
std::optional<UtcTime> time_of(std::string_view label) {
    const auto value = label.size() == 8 ? parse_number(label) : std::nullopt;
    if (!value || *value < 0.0) return std::nullopt;
    const auto all = static_cast<int>(*value);
    const int year = all / 1000000 + (all / 1000000 < 50 ? 2000 : 1900);
    const int month = all / 10000 % 100;
    const int day = all / 100 % 100;
    const int hour = all % 100;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 24) return std::nullopt;
    return from_calendar(year, month, day, hour, 0, 0, 0);
}

/// One-hour means of a POSTFILE in PLOT form: x, y, concentration (ug m-3), ..., label at the ninth word.
struct Means {
    std::vector<std::string> labels;
    std::vector<double> conc_kg_m3;  // (hour, receptor)
};

Means read_means(const std::string& path, const std::vector<AermodReceptor>& receptors) {
    const std::vector<std::string> lines = gzip_lines(path);
    Means out;
    std::vector<std::size_t> receptor_of_row;
    std::vector<bool> taken(receptors.size(), false);
    std::size_t row = 0;
    for (std::size_t n = 0; n < lines.size(); ++n) {
        const auto words = observed::words_of(lines[n]);
        if (words.empty() || words.front().starts_with('*')) continue;
        const int at = static_cast<int>(n) + 1;
        const auto x = parse_number(words[0]);
        const auto y = words.size() > 2 ? parse_number(words[1]) : std::nullopt;
        const auto conc = words.size() > 2 ? parse_number(words[2]) : std::nullopt;
        if (words.size() < 9 || !x || !y || !conc || !time_of(words[8]))
            observed::refuse(path, "E311",
                             fmt::format("\"{}\" is not a line of one-hour means", observed::shown(lines[n])),
                             "x, y, concentration, three heights, averaging time, group, yymmddhh", at);
        if (out.labels.empty() || out.labels.back() != words[8]) {
            if (!out.labels.empty() && row != receptors.size())
                observed::refuse(
                    path, "E322",
                    fmt::format("hour {} has {} receptors, the deck {}", out.labels.back(), row, receptors.size()),
                    "take means and deck of the same run", at);
            out.labels.emplace_back(words[8]);
            row = 0;
        }
        if (row >= receptors.size())
            observed::refuse(path, "E322",
                             fmt::format("more receptors in an hour than the {} of the deck", receptors.size()),
                             "take means and deck of the same run", at);
        if (out.labels.size() == 1) {
            std::size_t found = receptors.size();
            for (std::size_t r = 0; r < receptors.size() && found == receptors.size(); ++r) {
                if (!taken[r] && std::abs(receptors[r].place.x_m - *x) < k_same_place_m &&
                    std::abs(receptors[r].place.y_m - *y) < k_same_place_m)
                    found = r;
            }
            if (found == receptors.size())
                observed::refuse(path, "E322", fmt::format("the deck has no receptor at x {} m, y {} m", *x, *y),
                                 "take means and deck of the same run", at);
            taken[found] = true;
            receptor_of_row.push_back(found);
            out.conc_kg_m3.resize(receptors.size(), 0.0);
        } else if (row == 0) {
            out.conc_kg_m3.resize(out.conc_kg_m3.size() + receptors.size(), 0.0);
        }
        out.conc_kg_m3[(out.labels.size() - 1) * receptors.size() + receptor_of_row[row]] = *conc * k_microgram;
        ++row;
    }
    if (out.labels.empty() || row != receptors.size())
        observed::refuse(path, "E322",
                         fmt::format("its last hour has {} receptors, the deck {}", row, receptors.size()),
                         "take means and deck of the same run");
    return out;
}

/// Surface and profile of every hour named; hours without either are left out and counted.
std::vector<AermodHour> read_hours(const fs::path& surface, const fs::path& profile,
                                   const std::vector<std::string>& labels, std::vector<std::string>& notes) {
    const ObservationContext context;
    const Observations ground = read_observations(surface.string(), ObservationFormat::aermet_surface, context);
    const Observations mast = read_observations(profile.string(), ObservationFormat::aermet_profile, context);
    std::map<UtcTime, const StationRecord*> records;
    for (const StationRecord& record : ground.stations.front().records) records[record.time] = &record;
    std::map<UtcTime, const SoundingProfile*> profiles;
    for (const SoundingProfile& p : mast.soundings) profiles[p.time] = &p;
    std::vector<AermodHour> hours;
    std::size_t without = 0;
    for (const std::string& label : labels) {
        AermodHour hour;
        hour.label = label;
        const auto time = *time_of(label);
        const auto record = records.find(time);
        const auto levels = profiles.find(time);
        if (record != records.end()) hour.surface = *record->second;
        if (levels != profiles.end()) hour.levels = levels->second->levels;
        if (record == records.end() || levels == profiles.end()) ++without;
        hours.push_back(std::move(hour));
    }
    if (without > 0)
        notes.push_back(fmt::format("{} of {} hours have no weather in {}: not compared", without, labels.size(),
                                    surface.string()));
    return hours;
}

/// The stored means of a group whose sources we all have; why not otherwise.
std::optional<fs::path> stored_means(const AermodDeck& deck, const std::string& group,
                                     const std::vector<std::string>& members, const fs::path& folder,
                                     std::string& why) {
    for (const std::string& id : members) {
        const auto found = deck.without.find(id);
        if (found != deck.without.end()) {
            why = fmt::format("{} has {}", id, found->second);
            return std::nullopt;
        }
    }
    const auto named = deck.hourly_files.find(group);
    if (named == deck.hourly_files.end()) {
        why = "no POSTFILE 1 ... PLOT";
        return std::nullopt;
    }
    for (const fs::path& entry : sorted_entries(folder)) {
        if (!fs::is_directory(entry) || !entry.filename().string().starts_with("out")) continue;
        if (auto found = find_file(entry, named->second)) return found;
    }
    why = fmt::format("{} is not stored", named->second);
    return std::nullopt;
}

AermodCase case_of(const AermodDeck& deck, const fs::path& folder, std::vector<std::string>& notes) {
    AermodCase out;
    out.deck = fs::path(deck.path).stem().string();
    out.receptors = deck.receptors;
    out.stack_tip_downwash = deck.stack_tip_downwash;
    const auto surface = find_file(folder / "met", deck.surface_file);
    const auto profile = find_file(folder / "met", deck.profile_file);
    std::string why;
    for (const std::string& refused : deck.refused) why += (why.empty() ? "" : "; ") + refused;
    if (why.empty() && !surface) why = fmt::format("weather {} is not stored", deck.surface_file);
    if (why.empty() && !profile) why = fmt::format("weather {} is not stored", deck.profile_file);
    if (!why.empty()) {
        notes.push_back(fmt::format("{}: left out: {}", deck.path, why));
        return out;
    }
    std::vector<std::string> labels;
    for (const auto& [group, members] : deck.groups) {
        const auto file = stored_means(deck, group, members, folder, why);
        if (!file) {
            notes.push_back(fmt::format("{}: group {} left out: {}", deck.path, group, why));
            continue;
        }
        Means means = read_means(file->string(), deck.receptors);
        if (labels.empty()) labels = means.labels;
        if (labels != means.labels)
            observed::refuse(file->string(), "E322", "other hours than the files of other groups",
                             "take the means of one run");
        AermodGroup made{group, {}, std::move(means.conc_kg_m3)};
        for (const AermodSource& source : deck.sources) {
            if (std::find(members.begin(), members.end(), source.id) != members.end()) made.sources.push_back(source);
        }
        out.groups.push_back(std::move(made));
    }
    if (!out.groups.empty()) out.hours = read_hours(*surface, *profile, labels, notes);
    return out;
}

}  // namespace

std::vector<AermodCase> read_aermod_cases(const std::string& folder) {
    if (!fs::is_directory(folder))
        throw Error(ErrorKind::missing_input, "E401", fmt::format("DIR = {}: is not a folder", folder),
                    "the folder of the decks");
    std::vector<AermodCase> cases;
    std::vector<std::string> notes;
    std::size_t decks = 0;
    for (const fs::path& path : sorted_entries(folder)) {
        if (upper(path.extension().string()) != ".INP") continue;
        ++decks;
        AermodDeck deck;
        try {
            deck = read_aermod_deck(path.string());
        } catch (const Error& error) {
            notes.push_back(fmt::format("left out: {}", error.problems().front().text()));
            continue;
        }
        AermodCase made = case_of(deck, folder, notes);
        if (!made.groups.empty()) cases.push_back(std::move(made));
    }
    if (decks == 0)
        throw Error(ErrorKind::missing_input, "E401", fmt::format("DIR = {}: holds no deck", folder),
                    "*.inp files of AERMOD");
    if (cases.empty()) {
        std::string all;
        for (const std::string& note : notes) all += "\n  " + note;
        throw Error(ErrorKind::bad_data, "E312", fmt::format("{}: no deck can be compared:{}", folder, all),
                    "weather in met/, stored one-hour means in out*/");
    }
    cases.front().notes.insert(cases.front().notes.begin(), notes.begin(), notes.end());
    return cases;
}

}  // namespace lantian
