#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "inputs/readers/measures.hpp"
#include "inputs/readers/units.hpp"
#include "inputs/schema/scenario_reader.hpp"
#include "models/app/rank_json.hpp"
#include "models/app/verbs.hpp"
#include "models/control/ranking.hpp"

namespace lantian {

namespace {

namespace fs = std::filesystem;

/// The measures file that the run's own scenario names.
std::string measures_of_run(const fs::path& folder) {
    const fs::path resolved = folder / "scenario.resolved.toml";
    if (!fs::is_regular_file(resolved)) {
        Problem problem;
        problem.kind = ErrorKind::missing_input;
        problem.code = "E501";
        problem.file = folder.string();
        problem.message = "holds no finished run (scenario.resolved.toml is not there)";
        problem.hint = "run the scenario first: lantian run SCENARIO --out " + folder.string();
        throw Error(problem);
    }
    const std::string file = load_scenario(resolved.string()).scenario.measures.file;
    if (file.empty()) {
        throw Error(ErrorKind::bad_scenario, "E103", "the run's scenario names no measures (measures.file)",
                    "name them with --measures FILE");
    }
    return file;
}

std::string shown(std::optional<double> value, double scale) {
    return value ? fmt::format("{:.3g}", *value * scale) : "unknown";
}

std::string table(const RankAnswer& answer) {
    const bool people = answer.ranking_mean == "population_weighted";
    std::string out = fmt::format("{:>4}  {:<12}{:>14}{:>14}{:>12}{:>16}  {}\n", "rank", "measure", "PM2.5 ug m-3",
                                  "lead ng m-3", "MCNY a-1", "MCNY a-1 per ug", "name");
    for (std::size_t n = 0; n < answer.measures.size(); ++n) {
        const RankedMeasure& m = answer.measures[n];
        const AnswerValues& change = people && m.alone.d_conc_kg_m3.population_weighted
                                         ? *m.alone.d_conc_kg_m3.population_weighted
                                         : m.alone.d_conc_kg_m3.mean;
        out += fmt::format("{:>4}  {:<12}{:>14.4f}{:>14.4f}{:>12}{:>16}  {}\n", n + 1, m.measure.id,
                           change[k_answer_pm25] * 1e9, change[answer_index(Reported::pb)] * 1e12,
                           shown(m.alone.cost_cny_a, 1e-6), shown(m.alone.cost_per_ug_pm25, 1e-6), m.measure.name);
    }
    if (answer.chosen) {
        std::string ids;
        for (const std::string& id : answer.chosen->ids) ids += " " + id;
        out += fmt::format("chosen under {:.4g} MCNY a-1:{}; cost {} MCNY a-1{}\n", answer.chosen->budget_cny_a / 1e6,
                           ids, shown(answer.chosen->effect.cost_cny_a, 1e-6),
                           answer.chosen->proven_best ? "" : " (not proven best)");
    }
    for (const std::string& note : answer.notes) out += "note: " + note + "\n";
    return out;
}

}  // namespace

int verb_rank(const CommonOptions& common, const std::string& folder, const std::string& measures_file,
              const std::string& budget) {
    Problems problems;
    std::optional<double> budget_cny_a;
    if (!budget.empty())
        budget_cny_a = parse_money(budget, budget.find('/') == std::string::npos ? MoneyPer::once : MoneyPer::year);
    const std::vector<Measure> measures =
        read_measures(measures_file.empty() ? measures_of_run(folder) : measures_file, problems);
    problems.throw_if_errors();
    const RankAnswer answer = rank_run(folder, measures, budget_cny_a);
    for (const Problem& warning : answer.warnings) problems.add(warning);
    const std::string json = rank_json(answer);
    write_text_file((fs::path(folder) / "ranking.json").string(), json);
    write_text_file((fs::path(folder) / "ranking.csv").string(), rank_csv(answer));
    print_problems(problems.all());
    std::cout << (common.json ? json : table(answer));
    if (common.json && (json.empty() || json.back() != '\n')) std::cout << '\n';
    return exit_code(problems, common.strict);
}

}  // namespace lantian
