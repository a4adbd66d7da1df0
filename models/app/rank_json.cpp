#include "models/app/rank_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

namespace lantian {

namespace {

using Json = nlohmann::ordered_json;

constexpr double k_ug_per_kg = 1e9;
constexpr double k_t_per_kg = 1e-3;

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

/// x times factor; a zero never carries a sign. NaN (not stored) stays, and becomes null in JSON.
double scaled(double x, double factor) { return x == 0.0 ? 0.0 : x * factor; }

Json concentrations(const ReceptorResponse& response, const ReceptorSet& receptors) {
    Json out = Json::object();
    for (std::size_t i = 0; i < k_answer_count; ++i) {
        Json& species = out[std::string(answer_name(i))];
        species["mean"] = scaled(response.mean[i], k_ug_per_kg);
        species["population_weighted"] = response.population_weighted
                                             ? Json(scaled((*response.population_weighted)[i], k_ug_per_kg))
                                             : Json(nullptr);
        for (std::size_t r = 0; r < receptors.size(); ++r) {
            species[receptors[r].id] = scaled(response.receptor[r][i], k_ug_per_kg);
        }
    }
    return out;
}

Json effect_fields(const MeasureEffect& effect, const ReceptorSet& receptors) {
    Json out;
    out["cost_cny_a"] = or_null(effect.cost_cny_a);
    out["co2_t_a"] = or_null(effect.co2_t_a);
    out["cost_per_ug_pm25_cny_a"] = or_null(effect.cost_per_ug_pm25);
    out["cost_per_ug_pb_cny_a"] = or_null(effect.cost_per_ug_pb);
    Json& tonnes = out["d_emission_t_a"] = Json::object();
    for (std::size_t e = 0; e < k_emitted_count; ++e) {
        tonnes[std::string(k_emitted_names[e])] = scaled(effect.d_emission_kg_a[e], k_t_per_kg);
    }
    out["d_conc"] = concentrations(effect.d_conc_kg_m3, receptors);
    return out;
}

Json measure_fields(const RankedMeasure& ranked, const ReceptorSet& receptors) {
    const Measure& measure = ranked.measure;
    Json out{{"id", measure.id}, {"name", measure.name}, {"name_zh", measure.name_zh}};
    out.update(effect_fields(ranked.alone, receptors));
    Json& rank = out["rank"] = Json::object();
    for (std::size_t c = 0; c < k_criterion_count; ++c) rank[std::string(criterion_name(c))] = or_null(ranked.rank[c]);
    out["targets"] = ranked.targets;
    out["plan"] = measure.plan;
    out["exclusive_group"] = measure.exclusive_group.empty() ? Json(nullptr) : Json(measure.exclusive_group);
    out["requires"] = ranked.needs;
    out["with_requires"] = ranked.with_needs ? effect_fields(*ranked.with_needs, receptors) : Json(nullptr);
    out["status"] = measure.status;
    out["source"] = measure.origin;
    return out;
}

/// RFC 4180: quoted when the text holds a comma, quote or line break.
std::string csv_text(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string csv_number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? fmt::format("{}", *value) : std::string();
}

}  // namespace

std::string rank_json(const RankAnswer& answer) {
    Json out;
    out["run"] = answer.run_dir;
    out["period"] = {format_time(answer.begin), format_time(answer.end)};
    out["units"] = {{"cost_cny_a", "CNY a-1"},
                    {"d_emission_t_a", "t a-1"},
                    {"d_conc", "ug m-3"},
                    {"co2_t_a", "t a-1"},
                    {"cost_per_ug_pm25_cny_a", "CNY a-1 per ug m-3"},
                    {"cost_per_ug_pb_cny_a", "CNY a-1 per ug m-3"}};
    out["ranking_mean"] = answer.ranking_mean;
    Json& receptors = out["receptors"] = Json::array();
    for (const Receptor& r : answer.receptors) {
        receptors.push_back({{"id", r.id},
                             {"name", r.name},
                             {"name_zh", r.name_zh},
                             {"kind", kind_name(r.kind)},
                             {"population", r.population}});
    }
    out["baseline"] = concentrations(answer.baseline_kg_m3, answer.receptors);
    Json& measures = out["measures"] = Json::array();
    for (const RankedMeasure& ranked : answer.measures) measures.push_back(measure_fields(ranked, answer.receptors));
    Json& curve = out["curve"] = Json::array();
    for (const CurvePoint& point : answer.curve) {
        curve.push_back({{"added", point.added},
                         {"cost_cny_a", point.cost_cny_a},
                         {"d_pm25", scaled(point.d_pm25_kg_m3, k_ug_per_kg)},
                         {"marginal_cny_a_per_ug", point.marginal_cny_a_per_ug}});
    }
    if (answer.chosen) {
        const ChosenMeasures& chosen = *answer.chosen;
        Json& set = out["chosen"] =
            Json{{"budget_cny_a", chosen.budget_cny_a},
                 {"ids", chosen.ids},
                 {"objective", "fall of pm25, " + answer.ranking_mean},
                 {"method", chosen.proven_best ? "exact" : "greedy with exchange and limited search"},
                 {"proven_best", chosen.proven_best},
                 {"nodes", chosen.nodes}};
        set.update(effect_fields(chosen.effect, answer.receptors));
    } else {
        out["chosen"] = nullptr;
    }
    out["notes"] = answer.notes;
    Json& warnings = out["warnings"] = Json::array();
    for (const Problem& problem : answer.warnings) warnings.push_back(problem.text());
    return out.dump(2);
}

std::string rank_csv(const RankAnswer& answer) {
    std::string text =
        "id,name,name_zh,plan,cost[CNY/a],co2[t/a],cost_per_ug_pm25[CNY/a per ug/m3],cost_per_ug_pb[CNY/a per ug/m3]";
    for (const std::string_view species : k_emitted_names) text += fmt::format(",d_{}[t/a]", species);
    for (const std::string_view mean : {"mean", "population_weighted"}) {
        for (std::size_t i = 0; i < k_answer_count; ++i) text += fmt::format(",d_{}_{}[ug/m3]", answer_name(i), mean);
    }
    for (std::size_t c = 0; c < k_criterion_count; ++c) text += fmt::format(",rank_{}", criterion_name(c));
    text += ",requires,exclusive_group,status,source\n";
    for (const RankedMeasure& ranked : answer.measures) {
        const Measure& measure = ranked.measure;
        const MeasureEffect& effect = ranked.alone;
        text += csv_text(measure.id) + ',' + csv_text(measure.name) + ',' + csv_text(measure.name_zh) + ',' +
                (measure.plan ? "yes" : "no");
        for (const auto& value : {effect.cost_cny_a, effect.co2_t_a, effect.cost_per_ug_pm25, effect.cost_per_ug_pb}) {
            text += ',' + csv_number(value);
        }
        for (const double kg : effect.d_emission_kg_a) text += ',' + csv_number(scaled(kg, k_t_per_kg));
        for (const double kg_m3 : effect.d_conc_kg_m3.mean) text += ',' + csv_number(scaled(kg_m3, k_ug_per_kg));
        for (std::size_t i = 0; i < k_answer_count; ++i) {
            const auto& weighted = effect.d_conc_kg_m3.population_weighted;
            text += ',' + (weighted ? csv_number(scaled((*weighted)[i], k_ug_per_kg)) : std::string());
        }
        for (const auto& rank : ranked.rank) text += ',' + (rank ? std::to_string(*rank) : std::string());
        std::string needs;
        for (const std::string& id : ranked.needs) needs += (needs.empty() ? "" : " ") + id;
        text += ',' + csv_text(needs) + ',' + csv_text(measure.exclusive_group) + ',' + csv_text(measure.status) + ',' +
                csv_text(measure.origin) + '\n';
    }
    return text;
}

}  // namespace lantian
