#include "models/control/measures.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace lantian {

namespace {

double change_of(const Measure& measure, Emitted species) {
    return measure.removal_frac[index(species)] * measure.applicability_frac * measure.effectiveness_frac;
}

/// Cut of the coarse part before it is held within 0 and 1; 0 for a source without coarse part.
double raw_coarse_cut(const Measure& measure, const SourceSummary& source) {
    const double fine = source.annual_kg[index(Emitted::pm25)];
    const double pm10 = source.annual_kg[index(Emitted::pm10)];
    const double coarse = pm10 - fine;
    if (!(coarse > 0.0)) return 0.0;
    const double fine_cut = change_of(measure, Emitted::pm25), pm10_cut = change_of(measure, Emitted::pm10);
    if (fine_cut == pm10_cut) return fine_cut;  // exactly, not only to rounding
    return (pm10_cut * pm10 - fine_cut * fine) / coarse;
}

bool matches(const std::vector<std::string>& list, const std::string& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

Problem about(const Measure& measure, Severity severity, std::string code, const std::string& message,
              std::string hint) {
    return Problem{.severity = severity,
                   .kind = ErrorKind::bad_data,
                   .code = std::move(code),
                   .file = {},
                   .line = 0,
                   .column = 0,
                   .message = "measure \"" + measure.id + "\": " + message,
                   .hint = std::move(hint)};
}

}  // namespace

double annualised_capital_cny_a(double capital_cny, double interest_frac, double lifetime_a) {
    if (interest_frac == 0.0) return capital_cny / lifetime_a;
    // r q/(q - 1) with q = (1+r)^n, written so that small r keeps its digits.
    return capital_cny * interest_frac / -std::expm1(-lifetime_a * std::log1p(interest_frac));
}

std::optional<double> cost_cny_a(const Measure& measure, const EmittedMass& removed_kg_a) {
    if (!measure.cost) return std::nullopt;
    const Measure::Cost& cost = *measure.cost;
    double total = cost.annual_cny + cost.running_cny_a;
    if (cost.capital_cny != 0.0)
        total += annualised_capital_cny_a(cost.capital_cny, cost.interest_frac, cost.lifetime_a);
    if (cost.per_tonne_cny != 0.0) {
        if (!cost.per_tonne_species) {
            throw Error(about(measure, Severity::error, "E204", "cost.per_tonne is given without cost.species",
                              "name the species whose tonnes are paid for, for example species = \"nox\""));
        }
        total += cost.per_tonne_cny * removed_kg_a[index(*cost.per_tonne_species)] * 1e-3;
    }
    return total;
}

bool hits(const Measure& measure, const SourceSummary& source) {
    const bool any_list =
        !(measure.sector.empty() && measure.source.empty() && measure.process.empty() && measure.group.empty());
    return any_list && matches(measure.sector, source.sector) && matches(measure.source, source.id) &&
           matches(measure.process, source.process) && matches(measure.group, source.group);
}

StreamShare relative_cut(const Measure& measure, const SourceSummary& source) {
    StreamShare cut{};
    const auto put = [&](Stream stream, Emitted species) { cut[index(stream)] = change_of(measure, species); };
    put(Stream::pm25, Emitted::pm25);
    put(Stream::so2, Emitted::so2);
    put(Stream::nox, Emitted::nox);
    put(Stream::voc, Emitted::voc);
    put(Stream::nh3, Emitted::nh3);
    put(Stream::pb, Emitted::pb);
    put(Stream::cd, Emitted::cd);
    put(Stream::as, Emitted::as);
    put(Stream::hg, Emitted::hg);
    cut[index(Stream::pm_coarse)] = std::clamp(raw_coarse_cut(measure, source), 0.0, 1.0);
    return cut;
}

bool coarse_cut_is_held(const Measure& measure, const SourceSummary& source) {
    const double raw = raw_coarse_cut(measure, source);
    constexpr double k_rounding = 1e-9;  // of the subtraction above; not worth a note
    return raw < -k_rounding || raw > 1.0 + k_rounding;
}

MeasurePlan::MeasurePlan(std::vector<Measure> measures, std::span<const SourceSummary> sources)
    : source_count_(sources.size()) {
    std::stable_sort(measures.begin(), measures.end(), [](const Measure& a, const Measure& b) { return a.id < b.id; });
    std::map<std::string, std::size_t> at, group_at;
    std::vector<Problem> errors;
    for (Measure& measure : measures) {
        if (!at.emplace(measure.id, entries_.size()).second) {
            errors.push_back(about(measure, Severity::error, "E308", "id is used twice", "make it unique"));
        }
        Entry entry;
        for (std::size_t s = 0; s < sources.size(); ++s) {
            if (!hits(measure, sources[s])) continue;
            entry.hits.push_back(Hit{s, relative_cut(measure, sources[s])});
            entry.held_coarse_cuts += coarse_cut_is_held(measure, sources[s]) ? 1 : 0;
            const EmittedMass change = emission_change(sources[s].annual_kg, entry.hits.back().cut);
            for (std::size_t e = 0; e < k_emitted_count; ++e) entry.d_emission_kg_a[e] += change[e];
        }
        if (entry.hits.empty()) {
            warnings_.push_back(about(measure, Severity::warning, "E502", "no source of the run matches its lists",
                                      "check sector, source, process and group"));
        }
        if (!measure.exclusive_group.empty()) {
            entry.group = group_at.emplace(measure.exclusive_group, group_at.size()).first->second;
        }
        EmittedMass removed{};
        for (std::size_t e = 0; e < k_emitted_count; ++e) removed[e] = -entry.d_emission_kg_a[e];
        try {
            entry.cost_cny_a = cost_cny_a(measure, removed);
        } catch (const Error& error) {
            errors.insert(errors.end(), error.problems().begin(), error.problems().end());
        }
        entry.measure = std::move(measure);
        entries_.push_back(std::move(entry));
    }
    for (const Entry& entry : entries_) {
        for (const std::string& needed : entry.measure.requires_ids) {
            if (!at.contains(needed)) {
                errors.push_back(about(entry.measure, Severity::error, "E309",
                                       "requires \"" + needed + "\", which is not a measure of this file",
                                       "take the id of a measure, or define it"));
            }
        }
    }
    if (!errors.empty()) throw Error(std::move(errors));

    for (std::size_t m = 0; m < entries_.size(); ++m) {
        std::vector<bool> seen(entries_.size(), false);
        std::vector<std::size_t> open{m};
        seen[m] = true;
        while (!open.empty()) {
            const std::size_t next = open.back();
            open.pop_back();
            for (const std::string& needed : entries_[next].measure.requires_ids) {
                const std::size_t n = at.at(needed);
                if (!seen[n]) open.push_back(n);
                seen[n] = true;
            }
        }
        for (std::size_t n = 0; n < entries_.size(); ++n) {
            if (seen[n] && n != m) entries_[m].needs.push_back(n);
        }
    }
}

std::vector<std::size_t> MeasurePlan::with_needs(std::span<const std::size_t> chosen) const {
    std::vector<std::size_t> all(chosen.begin(), chosen.end());
    for (const std::size_t m : chosen) all.insert(all.end(), entries_[m].needs.begin(), entries_[m].needs.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

bool MeasurePlan::allowed(std::span<const std::size_t> chosen) const {
    const auto in_set = [&](std::size_t m) { return std::find(chosen.begin(), chosen.end(), m) != chosen.end(); };
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const Entry& entry = entries_[chosen[i]];
        if (!std::all_of(entry.needs.begin(), entry.needs.end(), in_set)) return false;
        if (entry.group == k_no_group) continue;
        for (std::size_t j = i + 1; j < chosen.size(); ++j) {
            if (entries_[chosen[j]].group == entry.group) return false;
        }
    }
    return true;
}

std::vector<StreamShare> MeasurePlan::cut_of_set(std::span<const std::size_t> chosen) const {
    std::vector<std::size_t> order(chosen.begin(), chosen.end());
    std::sort(order.begin(), order.end());  // the product in one order, whatever the order of the set
    StreamShare ones;
    ones.fill(1.0);
    std::vector<StreamShare> left(source_count_, ones);
    for (const std::size_t m : order) {
        for (const Hit& hit : entries_[m].hits) {
            for (std::size_t i = 0; i < k_stream_count; ++i) left[hit.source][i] *= 1.0 - hit.cut[i];
        }
    }
    for (StreamShare& share : left) {
        for (double& f : share) f = 1.0 - f;
    }
    return left;
}

}  // namespace lantian
