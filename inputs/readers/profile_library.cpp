#include "inputs/readers/profile_library.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/data/species_names.hpp"
#include "inputs/readers/delimited.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

/// Columns of a table by name, letters case and marks aside.
class Columns {
  public:
    explicit Columns(const DelimitedText& text) {
        for (std::size_t c = 0; c < text.columns.size(); ++c) at_.emplace(plain(text.columns[c].name), c);
    }
    [[nodiscard]] std::optional<std::size_t> find(std::initializer_list<const char*> names) const {
        for (const char* name : names) {
            const auto found = at_.find(name);
            if (found != at_.end()) return found->second;
        }
        return std::nullopt;
    }

  private:
    static std::string plain(const std::string& name) {
        std::string out;
        for (const char c : name) {
            if (std::isalnum(static_cast<unsigned char>(c)) != 0)
                out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        return out;
    }
    std::map<std::string, std::size_t> at_;
};

/// The library while it is put together.
struct Builder {
    ProfileLibrary library;
    std::map<std::string, std::size_t> at;
    std::size_t twice = 0, unusable = 0;

    LibraryProfile& profile(const std::string& code) {
        const auto [found, fresh] = at.try_emplace(code, library.size());
        if (fresh) {
            library.emplace_back();
            library.back().code = code;
        }
        return library[found->second];
    }
};

std::string cell(const std::vector<Field>& row, std::optional<std::size_t> column) {
    if (!column || is_missing_text(row[*column].text)) return {};
    return std::string(trim(row[*column].text));
}

void add_detail(std::string& details, const char* label, const std::string& value) {
    if (value.empty() || value == "0") return;
    details += fmt::format("{}{} {}", details.empty() ? "" : ", ", label, value);
}

/// Words that stand where nothing was found.
bool is_not_detected(const std::string& text) {
    std::string word;
    for (const char c : text) word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return word == "not detected" || word == "nd" || word == "n.d." || word == "bdl" || word.starts_with('<');
}

void read_one(const std::string& path, Builder& builder, Problems& problems) {
    const DelimitedText text = read_delimited(path, problems);
    const Columns columns(text);
    const auto speciate = columns.find({"weightpercent"}), europe = columns.find({"relativemass"});
    const auto fraction = speciate ? speciate : europe ? europe : columns.find({"fraction", "massfraction"});
    const auto code = columns.find({"profilecode", "id", "code", "profile"});
    const auto name = columns.find({"profilename", "name"});
    const auto species = columns.find({"speciesname", "specie", "species"}), symbol = columns.find({"symbol"});
    const auto uncertainty = columns.find({"uncertaintypercent", "uncertainty"});
    const auto category = columns.find({"class", "sourcecategories", "category"});
    if (!code || (!fraction && !name)) {
        problems.add({Severity::error, ErrorKind::bad_data, "E340", path, 1, 0, "is not a library of source profiles",
                      "it needs PROFILE_CODE, SPECIES_NAME, WEIGHT_PERCENT (SPECIATE), Id, Specie, Relative.Mass "
                      "(SPECIEUROPE), or profile, species, fraction"});
        return;
    }
    if (fraction && !species && !symbol) {
        problems.add({Severity::error, ErrorKind::bad_data, "E304", path, 1, 0, "no column of species",
                      "add SPECIES_NAME or species"});
        return;
    }
    const double scale = speciate ? 0.01 : 1.0;
    for (const std::vector<Field>& row : text.rows) {
        const std::string id = cell(row, code);
        if (id.empty()) continue;
        LibraryProfile& profile = builder.profile(europe ? "SE" + id : id);
        if (const std::string n = cell(row, name); !n.empty()) profile.name = n;
        if (const std::string c = cell(row, category); !c.empty()) {
            // An index may list a profile under several classes.
            if (profile.category.find(c) == std::string::npos)
                profile.category += (profile.category.empty() ? "" : "; ") + c;
        }
        if (profile.details.empty()) {
            add_detail(profile.details, "controls", cell(row, columns.find({"controls"})));
            add_detail(profile.details, "PM below", cell(row, columns.find({"uppersize"})));
            add_detail(profile.details, "size", cell(row, columns.find({"particlesize"})));
            add_detail(profile.details, "country", cell(row, columns.find({"country"})));
            add_detail(profile.details, "year", cell(row, columns.find({"testyear"})));
            add_detail(profile.details, "quality", cell(row, columns.find({"qscore"})));
        }
        if (!fraction) continue;
        const std::string written = cell(row, species).empty() ? cell(row, symbol) : cell(row, species);
        std::string known = canonical_species(written);
        // A name that is not known is in lower case; then the symbol may be known.
        if (const std::string s = cell(row, symbol);
            !s.empty() && known.find_first_of("ABCDEFGHIKLMNOPRSTUVWYZ") == std::string::npos)
            known = canonical_species(s);
        std::string number = cell(row, fraction);
        if (is_not_detected(number)) number.clear();
        const auto value = parse_number(number);
        if (!number.empty() && !value) {
            problems.add(
                {Severity::error, ErrorKind::bad_data, "E305", path, row[*fraction].line, row[*fraction].column,
                 fmt::format("{} = {}: is not a finite number", text.columns[*fraction].name, number.substr(0, 60)),
                 "write a number with a decimal point, or leave the cell empty if it is unknown"});
            continue;
        }
        if (!value || *value < 0.0 || known.empty()) {
            ++builder.unusable;
            continue;
        }
        const auto spread = parse_number(cell(row, uncertainty));
        const ProfileEntry entry{known, *value * scale, spread && *spread >= 0.0 ? *spread * scale : std::nan("")};
        const auto same = std::find_if(profile.entries.begin(), profile.entries.end(),
                                       [&](const ProfileEntry& e) { return e.species == known; });
        if (same == profile.entries.end()) {
            profile.entries.push_back(entry);
            continue;
        }
        ++builder.twice;
        if (std::isnan(same->uncertainty) && !std::isnan(entry.uncertainty)) *same = entry;
    }
}

}  // namespace

ProfileLibrary read_profile_library(const std::vector<std::string>& paths, Problems& problems,
                                    std::vector<std::string>& notes) {
    Builder builder;
    for (const std::string& path : paths) read_one(path, builder, problems);
    const std::size_t named = builder.library.size();
    std::erase_if(builder.library, [](const LibraryProfile& p) { return p.entries.empty(); });
    if (builder.library.empty() && !problems.has_errors()) {
        problems.add({Severity::error, ErrorKind::bad_data, "E340", paths.front(), 0, 0,
                      "holds no profile with a composition",
                      "an index alone is not enough: give the table of species too"});
    }
    for (LibraryProfile& p : builder.library) {
        std::sort(p.entries.begin(), p.entries.end(),
                  [](const ProfileEntry& a, const ProfileEntry& b) { return a.species < b.species; });
    }
    if (named > builder.library.size())
        notes.push_back(fmt::format("{} profiles are named without a composition", named - builder.library.size()));
    if (builder.twice > 0)
        notes.push_back(
            fmt::format("{} rows give a species a second time in their profile: the one with an uncertainty "
                        "is kept, else the first",
                        builder.twice));
    if (builder.unusable > 0)
        notes.push_back(
            fmt::format("{} rows without a fraction (not detected), or below zero, left out", builder.unusable));
    return std::move(builder.library);
}

}  // namespace lantian
