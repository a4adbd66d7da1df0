#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"
#include "core/io/atomic_write.hpp"
#include "inputs/readers/aermod_deck.hpp"
#include "inputs/readers/prairie_grass.hpp"
#include "inputs/readers/site_experiments.hpp"
#include "models/app/verb_list.hpp"
#include "models/evaluation/cases.hpp"

namespace lantian {

namespace {

/// What the command line asks for beyond the request itself.
struct ScoreOptions {
    ScoreRequest request;
    std::string csv_arcs;        ///< prairie-grass: where to write the samplers of the arcs
    double turn_wind_deg = 0.0;  ///< metec, chilbolton: turns every wind, anticlockwise
};

/// The node at a dotted path, made where it is not there yet.
Json& node_at(Json& root, const std::string& path) {
    Json* node = &root;
    std::size_t at = 0;
    while (at <= path.size()) {
        const std::size_t dot = std::min(path.find('.', at), path.size());
        node = &(*node)[path.substr(at, dot - at)];
        at = dot + 1;
    }
    return *node;
}

Json score_json(const std::vector<ScorePair>& pairs, double floor) {
    const Score score = score_of(pairs, floor);
    const auto values = score.values();
    const auto intervals = bootstrap_intervals(pairs, floor);
    Json out{{"n", score.n}};
    Json ranges = Json::object();
    for (std::size_t k = 0; k < Score::k_count; ++k) {
        const std::string name(Score::k_names[k]);
        out[name] = json_number(values[k]);
        ranges[name] = Json::array({json_number(intervals[k].low), json_number(intervals[k].high)});
    }
    out["interval_95"] = ranges;
    return out;
}

std::string csv(const Evaluation& evaluation, bool tower) {
    std::string out = "measure,pair,observed,predicted\n";
    for (const auto& [path, pairs] : evaluation.pairs) {
        if ((path == "tower") != tower) continue;
        for (const ScorePair& pair : pairs)
            out += fmt::format("{},{},{:.9g},{:.9g}\n", path, pair.id, pair.observed, pair.predicted);
    }
    return out;
}

std::string arcs_csv(const Evaluation& evaluation) {
    std::string out = "run,distance_m,bearing_deg,observed,predicted\n";
    for (const ArcPoint& at : evaluation.arcs)
        out += fmt::format("{},{:.0f},{:.3f},{:.6g},{:.6g}\n", at.run, at.distance_m, at.bearing_deg, at.observed,
                           at.predicted);
    return out;
}

std::string table(const Evaluation& evaluation) {
    std::string out = fmt::format("{:<40}{:>6}", "measure", "n");
    for (const auto name : Score::k_names) out += fmt::format("{:>10}", name);
    out += '\n';
    for (const auto& [path, pairs] : evaluation.pairs) {
        const Score score = score_of(pairs, evaluation.floor.at(path));
        out += fmt::format("{:<40}{:>6}", path, score.n);
        for (const double value : score.values()) out += fmt::format("{:>10.4g}", value);
        out += '\n';
    }
    for (const auto& [path, count] : evaluation.counts) out += fmt::format("{:<46}{:>10}\n", path, count);
    for (const auto& [path, value] : evaluation.numbers) out += fmt::format("{:<46}{:>10.4g}\n", path, value);
    for (const std::string& note : evaluation.notes) out += note + '\n';
    return out;
}

Evaluation evaluate(const ScoreOptions& options, int threads) {
    const ScoreRequest& request = options.request;
    if (request.name == "prairie-grass") {
        const auto runs = read_prairie_grass(request.folder);
        return request.briggs ? evaluate_prairie_grass_briggs(runs) : evaluate_prairie_grass(runs, threads);
    }
    const double turn_rad = options.turn_wind_deg * constants::k_pi / 180.0;
    if (request.name == "metec") return evaluate_metec(read_metec(request.folder), threads, turn_rad);
    if (request.name == "chilbolton") return evaluate_chilbolton(read_chilbolton(request.folder), threads, turn_rad);
    if (request.name == "aermod") return evaluate_aermod(read_aermod_cases(request.folder), threads);
    throw Error(ErrorKind::usage, "E520", fmt::format("CASE = {}: is not a case that can be scored", request.name),
                "take prairie-grass, metec, chilbolton or aermod");
}

int score(const CommonOptions& common, const ScoreOptions& options) {
    const ScoreRequest& request = options.request;
    const auto started = std::chrono::steady_clock::now();
    Evaluation evaluation = evaluate(options, common.threads);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    if (!request.csv.empty()) write_text_file(request.csv, csv(evaluation, false));
    if (!request.csv_tower.empty()) write_text_file(request.csv_tower, csv(evaluation, true));
    if (!options.csv_arcs.empty()) write_text_file(options.csv_arcs, arcs_csv(evaluation));
    if (!common.json) {
        std::cout << table(evaluation);
        return 0;
    }
    Json answer = Json::object();
    for (const auto& [path, count] : evaluation.counts) node_at(answer, path) = count;
    for (const auto& [path, value] : evaluation.numbers) node_at(answer, path) = json_number(value);
    for (const auto& [path, pairs] : evaluation.pairs) {
        if (path == "tower") continue;
        node_at(answer, path).update(score_json(pairs, evaluation.floor.at(path)));
    }
    if (!evaluation.notes.empty()) answer["notes"] = evaluation.notes;
    answer["seconds"] = seconds;
    std::cout << answer.dump() << '\n';
    return 0;
}

}  // namespace

int verb_score(const CommonOptions& common, const ScoreRequest& request) { return score(common, {request, "", 0.0}); }

void add_score_verb(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs) {
    const auto options = std::make_shared<ScoreOptions>();
    ScoreRequest* request = &options->request;
    CLI::App* verb = add_verb(app, common, "score", "run a field experiment and compare with what was measured",
                              "lantian score prairie-grass data/prairie-grass --csv pairs.csv");
    verb->add_option("CASE", request->name, "prairie-grass, metec, chilbolton or aermod")->required();
    verb->add_option("DIR", request->folder, "folder of the experiment's files")->required();
    verb->add_option("--csv", request->csv, "write the pairs behind every score");
    verb->add_option("--csv-tower", request->csv_tower, "write the tower pairs (prairie-grass)");
    verb->add_option("--csv-arcs", options->csv_arcs,
                     "write every sampler of the arcs with the plume centred on it (prairie-grass)");
    verb->add_flag("--briggs", request->briggs, "prairie-grass: score the plain Briggs plume, a check of the scorer");
    verb->add_option("--turn-wind-deg", options->turn_wind_deg,
                     "metec, chilbolton: turn every wind anticlockwise, a check of the vanes' alignment")
        ->check(CLI::Range(-180.0, 180.0));
    verbs.push_back({verb, [&common, options] { return score(common, *options); }});
}

}  // namespace lantian
