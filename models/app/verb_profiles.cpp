#include <algorithm>
#include <cctype>
#include <cmath>
#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/data/species_names.hpp"
#include "core/io/atomic_write.hpp"
#include "inputs/readers/profile_library.hpp"
#include "inputs/readers/receptor_table.hpp"
#include "models/app/receptor_data.hpp"
#include "models/app/timed_samples.hpp"
#include "models/app/verb_list.hpp"
#include "models/receptor/collinearity.hpp"

namespace lantian {

namespace {

struct ProfilesRequest {
    std::vector<std::string> libraries, words, holds, codes, rename;
    std::string like, like_source, conc, unc, out;
    std::size_t limit = 20;
    double least = 0.0;
};

[[noreturn]] void refuse(ErrorKind kind, const char* code, std::string message, std::string hint) {
    throw Error(kind, code, std::move(message), std::move(hint));
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

ProfileLibrary read_library(const ProfilesRequest& r, std::vector<std::string>& notes) {
    Problems problems;
    ProfileLibrary library = read_profile_library(r.libraries, problems, notes);
    problems.throw_if_errors();
    return library;
}

/// Names of a table's species as the library calls them, with the renaming asked for.
std::string matched(const std::string& name, const ProfilesRequest& r) {
    for (const std::string& pair : r.rename) {
        const auto at = pair.find('=');
        if (at == std::string::npos || at == 0 || at + 1 == pair.size())
            refuse(ErrorKind::usage, "E107", fmt::format("--rename {}: is not NAME=SPECIES", pair),
                   "write for example --rename SO=SO4,NO=NO3");
        if (pair.substr(0, at) == name) return canonical_species(pair.substr(at + 1));
    }
    return canonical_species(name);
}

std::vector<double> values_of(const LibraryProfile& p, const std::vector<std::string>& species) {
    std::vector<double> out;
    for (const std::string& s : species) {
        const ProfileEntry* e = p.find(s);
        out.push_back(e != nullptr ? e->fraction : 0.0);
    }
    return out;
}

Json profile_json(const LibraryProfile& p) {
    std::vector<ProfileEntry> top = p.entries;
    std::stable_sort(top.begin(), top.end(),
                     [](const ProfileEntry& a, const ProfileEntry& b) { return a.fraction > b.fraction; });
    top.resize(std::min<std::size_t>(top.size(), 6));
    Json largest = Json::object();
    for (const ProfileEntry& e : top) largest[e.species] = e.fraction;
    return {{"code", p.code},
            {"name", p.name},
            {"category", p.category},
            {"details", p.details},
            {"species", p.entries.size()},
            {"largest", largest}};
}

std::string top_text(const Json& profile) {
    std::string out;
    for (const auto& [species, fraction] : profile["largest"].items()) {
        if (fraction.get<double>() > 0.0) out += fmt::format(" {} {:.3g}", species, fraction.get<double>());
    }
    return out;
}

bool holds_words(const LibraryProfile& p, const std::vector<std::string>& words) {
    const std::string text = lower(p.code + " " + p.name + " " + p.category + " " + p.details);
    return std::all_of(words.begin(), words.end(),
                       [&](const std::string& w) { return text.find(lower(w)) != std::string::npos; });
}

int verb_search(const CommonOptions& common, const ProfilesRequest& r) {
    std::vector<std::string> notes;
    const ProfileLibrary library = read_library(r, notes);
    std::vector<std::pair<double, const LibraryProfile*>> found;
    std::vector<std::string> species;
    std::vector<double> like;
    if (!r.like.empty()) {
        Problems problems;
        const ProfileTable table = read_profile_table(r.like, problems);
        problems.throw_if_errors();
        std::size_t k = 0;
        if (!r.like_source.empty()) {
            const auto at = std::find(table.sources.begin(), table.sources.end(), r.like_source);
            if (at == table.sources.end())
                refuse(ErrorKind::bad_data, "E309", fmt::format("{}: no source \"{}\"", r.like, r.like_source),
                       fmt::format("known are: {}", fmt::join(table.sources, ", ")));
            k = static_cast<std::size_t>(at - table.sources.begin());
        }
        for (std::size_t j = 0; j < table.species.size(); ++j) {
            if (std::isnan(table.value(k, j))) continue;
            const std::string name = matched(table.species[j], r);
            const bool known = std::any_of(library.begin(), library.end(),
                                           [&](const LibraryProfile& p) { return p.find(name) != nullptr; });
            if (!known) {
                notes.push_back(fmt::format("{}: no profile of the library holds \"{}\"; --rename says what it is",
                                            r.like, table.species[j]));
                continue;
            }
            species.push_back(name);
            like.push_back(table.value(k, j));
        }
    }
    for (const LibraryProfile& p : library) {
        if (!holds_words(p, r.words)) continue;
        const bool all = std::all_of(r.holds.begin(), r.holds.end(), [&](const std::string& name) {
            const ProfileEntry* e = p.find(canonical_species(name));
            return e != nullptr && e->fraction > 0.0 && e->fraction >= r.least;
        });
        if (!all) continue;
        double rank = 0.0;
        if (!like.empty()) {
            rank = profile_cosine(like, values_of(p, species), std::vector<double>(like.size(), 1.0));
        } else if (!r.holds.empty()) {
            rank = p.find(canonical_species(r.holds.front()))->fraction;
        }
        found.emplace_back(rank, &p);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    Json list = Json::array();
    for (std::size_t n = 0; n < std::min(found.size(), r.limit); ++n) {
        Json one = profile_json(*found[n].second);
        if (!like.empty()) one["cosine"] = found[n].first;
        list.push_back(one);
    }
    if (common.json) {
        std::cout
            << Json{{"profiles", library.size()}, {"found", found.size()}, {"list", list}, {"notes", notes}}.dump()
            << '\n';
        return 0;
    }
    for (const Json& p : list) {
        if (p.contains("cosine")) std::cout << fmt::format("{:.3f}  ", p["cosine"].get<double>());
        std::cout << fmt::format("{:<10} {} [{}]{}{}\n            {}\n", p["code"].get<std::string>(),
                                 p["name"].get<std::string>(), p["category"].get<std::string>(),
                                 p["details"].get<std::string>().empty() ? "" : " ", p["details"].get<std::string>(),
                                 top_text(p));
    }
    std::cout << fmt::format("{} of {} profiles found, {} shown\n", found.size(), library.size(), list.size());
    for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    return 0;
}

/// Profiles by their codes, in the order asked for.
std::vector<const LibraryProfile*> chosen(const ProfileLibrary& library, const std::vector<std::string>& codes) {
    std::vector<const LibraryProfile*> out;
    Problems problems;
    for (const std::string& code : codes) {
        const auto at = std::find_if(library.begin(), library.end(), [&](const auto& p) { return p.code == code; });
        if (at != library.end()) {
            if (std::find(out.begin(), out.end(), &*at) != out.end())
                refuse(ErrorKind::usage, "E308", fmt::format("profile \"{}\" is named twice", code), "name it once");
            out.push_back(&*at);
            continue;
        }
        std::vector<std::string> known;
        for (const LibraryProfile& p : library) known.push_back(p.code);
        const std::string near = nearest_name(code, known);
        problems.add(
            {Severity::error, ErrorKind::bad_data, "E309", "", 0, 0, fmt::format("there is no profile \"{}\"", code),
             near.empty() ? "lantian profiles search lists the codes" : fmt::format("did you mean \"{}\"?", near)});
    }
    problems.throw_if_errors();
    return out;
}

/// Species to compare over: those of the data (as the data name them) or all that the profiles hold.
struct ComparedSpecies {
    std::vector<std::string> shown, library;
    std::vector<double> scale;
};

ComparedSpecies species_of(const ProfilesRequest& r, const std::vector<const LibraryProfile*>& profiles,
                           std::vector<std::string>& notes) {
    ComparedSpecies out;
    const auto held = [&](const std::string& name) {
        return std::any_of(profiles.begin(), profiles.end(), [&](const auto* p) {
            const ProfileEntry* e = p->find(name);
            return e != nullptr && e->fraction > 0.0;
        });
    };
    if (r.conc.empty()) {
        for (const LibraryProfile* p : profiles) {
            for (const ProfileEntry& e : p->entries) {
                if (std::find(out.library.begin(), out.library.end(), e.species) == out.library.end() &&
                    e.fraction > 0.0)
                    out.library.push_back(e.species);
            }
        }
        std::sort(out.library.begin(), out.library.end());
        out.shown = out.library;
        out.scale.assign(out.shown.size(), 1.0);
        return out;
    }
    Problems problems;
    std::vector<std::string> read_notes;
    ReceptorTableOptions how;
    how.refuse_zero_columns = false;
    ConcentrationTable table = read_samples(r.conc, how, problems, read_notes);
    if (!r.unc.empty() && !problems.has_errors()) read_uncertainties(r.unc, how, table, problems, read_notes);
    problems.throw_if_errors();
    std::vector<std::string> unknown;
    for (std::size_t j = 0; j < table.species.size(); ++j) {
        const std::string name = matched(table.species[j], r);
        if (!held(name)) {
            unknown.push_back(table.species[j]);
            continue;
        }
        std::vector<double> spread;
        for (std::size_t i = 0; i < table.samples() && !r.unc.empty(); ++i) {
            if (table.has(i, j)) spread.push_back(table.uncertainty(i, j));
        }
        std::nth_element(spread.begin(), spread.begin() + static_cast<std::ptrdiff_t>(spread.size() / 2), spread.end());
        out.shown.push_back(table.species[j]);
        out.library.push_back(name);
        out.scale.push_back(spread.empty() ? 1.0 : spread[spread.size() / 2]);
    }
    if (!unknown.empty())
        notes.push_back(
            fmt::format("no chosen profile holds {}; --rename says what a name stands for", fmt::join(unknown, ", ")));
    return out;
}

/// Profile table as cmb reads it, and beside it that of the uncertainties.
void write_tables(const ProfilesRequest& r, const std::vector<const LibraryProfile*>& profiles,
                  const ComparedSpecies& species, std::vector<std::string>& files, std::vector<std::string>& notes) {
    std::string values = "species", spreads = "species";
    for (const LibraryProfile* p : profiles) {
        values += "," + csv_field(p->code);
        spreads += "," + csv_field(p->code);
    }
    std::size_t guessed = 0;
    for (std::size_t j = 0; j < species.shown.size(); ++j) {
        values += "\n" + csv_field(species.shown[j]);
        spreads += "\n" + csv_field(species.shown[j]);
        for (const LibraryProfile* p : profiles) {
            const ProfileEntry* e = p->find(species.library[j]);
            const double f = e != nullptr ? e->fraction : 0.0;
            const bool given = e != nullptr && std::isfinite(e->uncertainty) && e->uncertainty > 0.0;
            guessed += given ? 0 : 1;
            values += "," + csv_number(f);
            spreads += "," + csv_number(given ? e->uncertainty : 0.1 * f + 1e-5);
        }
    }
    const std::string beside = r.out.substr(0, r.out.size() - 4) + "_unc.csv";
    write_text_file(r.out, values + "\n");
    write_text_file(beside, spreads + "\n");
    files = {r.out, beside};
    if (guessed > 0)
        notes.push_back(
            fmt::format("{} of {} uncertainties are not in the library: 0.1 of the value + 1e-5 is taken; a "
                        "species that a profile does not hold counts as 0",
                        guessed, species.shown.size() * profiles.size()));
}

int verb_compare(const CommonOptions& common, const ProfilesRequest& r) {
    if (!r.out.empty() && !r.out.ends_with(".csv"))
        refuse(ErrorKind::usage, "E440", fmt::format("--out {}: the name must end in .csv", r.out), "it is a table");
    std::vector<std::string> notes, files;
    const ProfileLibrary library = read_library(r, notes);
    const auto profiles = chosen(library, r.codes);
    const ComparedSpecies species = species_of(r, profiles, notes);
    if (species.shown.empty())
        refuse(ErrorKind::bad_data, "E304", "the profiles and the data have no species in common",
               "--rename NAME=SPECIES says what a name stands for");
    std::vector<double> values;
    for (const LibraryProfile* p : profiles) {
        const std::vector<double> row = values_of(*p, species.library);
        values.insert(values.end(), row.begin(), row.end());
    }
    const Collinearity c = collinearity(values, species.scale, profiles.size());
    if (!r.out.empty()) write_tables(r, profiles, species, files, notes);
    std::vector<std::string> codes;
    for (const LibraryProfile* p : profiles) codes.push_back(p->code);
    const auto finite = [](double v) { return std::isfinite(v) ? Json(v) : Json("infinite"); };
    Json clusters = Json::array(), matrix = Json::array(), inflation = Json::object();
    for (const auto& cluster : c.clusters) {
        Json names = Json::array();
        for (const std::size_t a : cluster) names.push_back(codes[a]);
        clusters.push_back(names);
    }
    for (std::size_t a = 0; a < codes.size(); ++a) {
        Json row = Json::array();
        for (std::size_t b = 0; b < codes.size(); ++b) row.push_back(c.cosine[a * codes.size() + b]);
        matrix.push_back(row);
        inflation[codes[a]] = finite(c.variance_inflation[a]);
    }
    if (common.json) {
        std::cout << Json{{"profiles", codes},
                          {"species", species.shown},
                          {"cosine", matrix},
                          {"variance_inflation", inflation},
                          {"condition_number", finite(c.condition_number)},
                          {"clusters", clusters},
                          {"notes", notes},
                          {"files", files}}
                         .dump()
                  << '\n';
        return 0;
    }
    std::cout << fmt::format("{} profiles over {} species; condition number {:.3g}{}\n", codes.size(),
                             species.shown.size(), c.condition_number, c.condition_number > 30.0 ? " (above 30)" : "");
    std::cout << fmt::format("{:<12}{:>10}  cosine with the others\n", "profile", "VIF");
    for (std::size_t a = 0; a < codes.size(); ++a) {
        std::cout << fmt::format("{:<12}{:>10.3g} ", codes[a], c.variance_inflation[a]);
        for (std::size_t b = 0; b < codes.size(); ++b)
            std::cout << fmt::format(" {:.2f}", c.cosine[a * codes.size() + b]);
        std::cout << "  " << profiles[a]->name << '\n';
    }
    for (const Json& cluster : clusters) std::cout << "cannot be told apart: " << cluster.dump() << '\n';
    for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    for (const std::string& file : files) std::cout << file << '\n';
    return 0;
}

}  // namespace

void add_profiles_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs) {
    CLI::App* group = app.add_subcommand("profiles", "search libraries of source profiles and compare candidates");
    group->require_subcommand(1);
    auto s = std::make_shared<ProfilesRequest>();
    CLI::App* search = add_verb(*group, common, "search", "profiles by words, species or likeness",
                                "lantian profiles search library.csv --species Pb --words smelt");
    search
        ->add_option("LIBRARY", s->libraries,
                     "tables of profiles: SPECIATE or SPECIEUROPE in long form, an index of names beside, or profile, "
                     "species, fraction")
        ->required();
    search->add_option("--words", s->words, "words that name, class or details must hold, comma between")
        ->delimiter(',');
    search->add_option("--species", s->holds, "species that it must hold, comma between; the first gives the order")
        ->delimiter(',');
    search->add_option("--least", s->least, "least fraction of each of them")->check(CLI::Range(0.0, 1.0));
    CLI::Option* like = search->add_option(
        "--like", s->like, "table of profiles (pmf's profiles.csv): order by cosine with one of its columns");
    search->add_option("--source", s->like_source, "which column; default the first")->needs(like);
    search->add_option("--rename", s->rename, "what names of that table stand for, NAME=SPECIES, comma between")
        ->delimiter(',');
    search->add_option("--limit", s->limit, "how many are listed")->check(CLI::Range(1, 100000))->capture_default_str();
    verbs.push_back({search, [&common, s] { return verb_search(common, *s); }});

    auto c = std::make_shared<ProfilesRequest>();
    CLI::App* compare =
        add_verb(*group, common, "compare",
                 "whether chosen profiles can be told apart: cosines, variance inflation, condition number",
                 "lantian profiles compare library.csv --codes A1,B2 --out profiles.csv");
    compare->add_option("LIBRARY", c->libraries, "tables of profiles, as for search")->required();
    compare->add_option("--codes", c->codes, "profiles to compare, comma between")->delimiter(',')->required();
    CLI::Option* conc = compare->add_option("--conc", c->conc, "table of samples: compare over its species");
    compare->add_option("--unc", c->unc, "its uncertainties: weigh species by their medians")->needs(conc);
    compare->add_option("--rename", c->rename, "what names of the samples stand for, NAME=SPECIES, comma between")
        ->delimiter(',');
    compare->add_option("--out", c->out,
                        "write the profiles as a table for cmb, .csv, and their uncertainties beside it");
    verbs.push_back({compare, [&common, c] { return verb_compare(common, *c); }});
}

}  // namespace lantian
