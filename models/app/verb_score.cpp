#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/io/atomic_write.hpp"
#include "inputs/readers/prairie_grass.hpp"
#include "inputs/readers/site_experiments.hpp"
#include "models/app/verbs.hpp"
#include "models/evaluation/cases.hpp"

namespace lantian {

namespace {

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

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
        out[name] = number(values[k]);
        ranges[name] = Json::array({number(intervals[k].low), number(intervals[k].high)});
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

std::string table(const Evaluation& evaluation) {
    std::string out = fmt::format("{:<40}{:>6}", "measure", "n");
    for (const auto name : Score::k_names) out += fmt::format("{:>9}", name);
    out += '\n';
    for (const auto& [path, pairs] : evaluation.pairs) {
        const Score score = score_of(pairs, evaluation.floor.at(path));
        out += fmt::format("{:<40}{:>6}", path, score.n);
        for (const double value : score.values()) out += fmt::format("{:>9.3f}", value);
        out += '\n';
    }
    for (const auto& [path, value] : evaluation.numbers) out += fmt::format("{:<46}{:>9.3f}\n", path, value);
    return out;
}

Evaluation evaluate(const ScoreRequest& request, int threads) {
    if (request.name == "prairie-grass") {
        const auto runs = read_prairie_grass(request.folder);
        Evaluation out = request.briggs ? evaluate_prairie_grass_briggs(runs) : evaluate_prairie_grass(runs);
        out.numbers["runs"] = static_cast<double>(runs.size());
        return out;
    }
    if (request.name == "metec") return evaluate_metec(read_metec(request.folder), threads);
    if (request.name == "chilbolton") return evaluate_chilbolton(read_chilbolton(request.folder), threads);
    throw Error(ErrorKind::usage, "E520", fmt::format("CASE = {}: is not a case that can be scored", request.name),
                "take prairie-grass, metec or chilbolton");
}

}  // namespace

int verb_score(const CommonOptions& common, const ScoreRequest& request) {
    const auto started = std::chrono::steady_clock::now();
    Evaluation evaluation = evaluate(request, common.threads);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    if (!request.csv.empty()) write_text_file(request.csv, csv(evaluation, false));
    if (!request.csv_tower.empty()) write_text_file(request.csv_tower, csv(evaluation, true));
    if (!common.json) {
        std::cout << table(evaluation);
        return 0;
    }
    Json answer = Json::object();
    for (const auto& [path, value] : evaluation.numbers) node_at(answer, path) = number(value);
    std::size_t count = 0;
    for (const auto& [path, pairs] : evaluation.pairs) {
        if (path == "tower") continue;
        node_at(answer, path) = score_json(pairs, evaluation.floor.at(path));
        if (path == "arc_max") count = pairs.size();
    }
    if (request.name == "prairie-grass") answer["pairs"] = count;
    answer["seconds"] = seconds;
    std::cout << answer.dump() << '\n';
    return 0;
}

}  // namespace lantian
