#include "inputs/readers/profiles.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "inputs/readers/table.hpp"

namespace lantian {

namespace {

struct Kind {
    const char* name;
    int first;
    int last;
};
constexpr Kind k_kinds[]{{"month", 1, 12}, {"weekday", 1, 7}, {"hour", 0, 23}};

/// One profile while it is read: which factors have stood in the file and where the profile begins.
struct Draft {
    TemporalProfile profile;
    std::size_t first_row = 0;
    std::vector<bool> seen[3]{std::vector<bool>(12), std::vector<bool>(7), std::vector<bool>(24)};

    std::span<double> factors(std::size_t kind) {
        if (kind == 0) return profile.month;
        return kind == 1 ? std::span<double>(profile.weekday) : std::span<double>(profile.hour);
    }
};

TemporalProfile flat_profile(std::string name) {
    TemporalProfile profile;
    profile.name = std::move(name);
    profile.month.fill(1.0);
    profile.weekday.fill(1.0);
    profile.hour.fill(1.0);
    return profile;
}

void check_complete(Draft& draft, const Table& table, Problems& problems) {
    for (std::size_t k = 0; k < 3; ++k) {
        const auto& seen = draft.seen[k];
        const auto given = std::count(seen.begin(), seen.end(), true);
        if (given == 0) continue;
        const auto factors = draft.factors(k);
        if (given < static_cast<std::ptrdiff_t>(seen.size())) {
            std::vector<std::size_t> missing;
            for (std::size_t i = 0; i < seen.size(); ++i) {
                if (!seen[i]) missing.push_back(i + static_cast<std::size_t>(k_kinds[k].first));
            }
            table.report(draft.first_row, "profile", "E312",
                         fmt::format("kind {} has {} of {} values, missing {}", k_kinds[k].name, given, seen.size(),
                                     fmt::join(missing, ", ")),
                         "give all of them, or none for a flat course", problems);
        } else if (std::all_of(factors.begin(), factors.end(), [](double f) { return f == 0.0; })) {
            table.report(draft.first_row, "profile", "E306",
                         fmt::format("all factors of kind {} are 0", k_kinds[k].name), "at least one must be greater",
                         problems);
        }
    }
}

}  // namespace

std::vector<TemporalProfile> read_profiles(const std::string& path, Problems& problems) {
    std::vector<TemporalProfile> profiles{flat_profile("flat")};
    if (path.empty()) return profiles;
    Table table = read_table(path);
    const std::size_t before = problems.error_count();
    const std::vector<ColumnSpec> specs{{"profile"},
                                        {"kind"},
                                        {"index"},
                                        {"factor"},
                                        {"status", ColumnSpec::Kind::text, {}, false},
                                        {"source", ColumnSpec::Kind::text, {}, false}};
    table.expect_columns(specs, problems);
    if (problems.error_count() > before) return profiles;

    std::vector<Draft> drafts;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string name = table.required_text(row, "profile", problems);
        if (name == "flat") {
            table.report(row, "profile", "E308", "is the built-in profile", "choose another name", problems);
            continue;
        }
        auto draft = std::find_if(drafts.begin(), drafts.end(), [&](const Draft& d) { return d.profile.name == name; });
        if (draft == drafts.end()) {
            draft = drafts.insert(drafts.end(), Draft{});
            draft->profile = flat_profile(name);
            draft->first_row = row;
        }
        const std::string word = table.required_text(row, "kind", problems);
        const auto kind =
            std::find_if(std::begin(k_kinds), std::end(k_kinds), [&](const Kind& k) { return word == k.name; });
        if (kind == std::end(k_kinds)) {
            if (!word.empty())
                table.report(row, "kind", "E201", "is not a kind of profile", "write month, weekday or hour", problems);
            continue;
        }
        const double index =
            table.number(row, "index", problems, {static_cast<double>(kind->first), static_cast<double>(kind->last)});
        const double factor = table.number(row, "factor", problems, {0.0});
        if (std::isnan(index)) continue;
        if (index != std::floor(index)) {
            table.report(row, "index", "E306", "must be a whole number",
                         fmt::format("{} to {}", kind->first, kind->last), problems);
            continue;
        }
        const auto k = static_cast<std::size_t>(kind - std::begin(k_kinds));
        const auto i = static_cast<std::size_t>(index - kind->first);
        if (draft->seen[k][i]) {
            table.report(row, "index", "E308", fmt::format("this value of profile \"{}\" stands twice", name),
                         "keep one of them", problems);
        }
        draft->seen[k][i] = true;
        draft->factors(k)[i] = factor;
    }
    for (Draft& draft : drafts) {
        check_complete(draft, table, problems);
        profiles.push_back(draft.profile);
    }
    return profiles;
}

}  // namespace lantian
