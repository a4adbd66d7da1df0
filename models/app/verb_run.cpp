#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "core/parallel/threads.hpp"
#include "models/app/case.hpp"
#include "models/app/verbs.hpp"
#include "models/run/run.hpp"
#include "models/run/snapshot.hpp"
#include "models/run/tracks_file.hpp"
#include "models/run/writers.hpp"

namespace lantian {

namespace {

namespace fs = std::filesystem;

std::atomic<bool> stop_asked{false};

/// First signal: finish the step and stop. Second: leave at once.
extern "C" void on_signal(int signal) {
    if (stop_asked.exchange(true)) _exit(128 + signal);
}

/// Installs the handlers for the time of a run.
class SignalGuard {
  public:
    SignalGuard() {
        stop_asked = false;
        for (std::size_t n = 0; n < 3; ++n) before_[n] = std::signal(k_signals[n], on_signal);
    }
    ~SignalGuard() {
        for (std::size_t n = 0; n < 3; ++n) std::signal(k_signals[n], before_[n]);
    }
    SignalGuard(const SignalGuard&) = delete;
    SignalGuard& operator=(const SignalGuard&) = delete;

  private:
    static constexpr int k_signals[3] = {SIGINT, SIGTERM, SIGUSR1};
    void (*before_[3])(int) = {};
};

double peak_memory_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

std::string clock_text(double seconds) {
    const auto s = static_cast<long>(seconds + 0.5);
    return s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
                     : fmt::format("{}:{:02}", s / 60, s % 60);
}

/// Progress on stderr: redrawn at most five times a second on a terminal, else one line a minute.
class ProgressLine {
  public:
    explicit ProgressLine(double local_offset_h)
        : terminal_(isatty(STDERR_FILENO) != 0), offset_s_(static_cast<std::int64_t>(local_offset_h * 3600.0)) {}
    void operator()(const RunProgress& p) {
        const bool last = p.step == p.steps;
        if (!last && p.elapsed_s < next_s_) return;
        next_s_ = p.elapsed_s + (terminal_ ? 0.2 : 60.0);
        const double rate = static_cast<double>(p.step) / std::max(p.elapsed_s, 1e-9);
        const double left_s = static_cast<double>(p.steps - p.step) / std::max(rate, 1e-9);
        const std::string line =
            fmt::format("{}  {:3.0f} %  {} puffs  {:.1f} steps/s  ETA {}  {:.0f} MB", format_time(p.time, offset_s_),
                        100.0 * static_cast<double>(p.step) / static_cast<double>(p.steps), p.puffs, rate,
                        clock_text(left_s), peak_memory_mb());
        std::cerr << (terminal_ ? "\r\033[K" : "") << line << (terminal_ && !last ? "" : "\n") << std::flush;
    }

  private:
    bool terminal_;
    std::int64_t offset_s_;
    double next_s_ = 0.0;
};

Json account_json(const MassAccount& a, double closure) {
    return {{"emitted_kg", a.emitted.value()},
            {"airborne_kg", a.airborne},
            {"dry_kg", a.dry.value()},
            {"wet_kg", a.wet.value()},
            {"transformed_kg", a.transformed.value()},
            {"outflow_kg", a.outflow.value()},
            {"closure_rel", closure}};
}

Json stages_json(const StageTimes& stages) {
    Json out = Json::object();
    for (std::size_t n = 0; n < k_stage_count; ++n)
        out[std::string(k_stage_names[n])] = stages.seconds(static_cast<Stage>(n));
    return out;
}

Json species_json(const MassLedger& ledger) {
    Json out = Json::object();
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        const MassAccount total = ledger.total(k);
        out[std::string(species_table()[k].name)] = account_json(total, total.closure());
    }
    return out;
}

/// Accounts of the sources of one group.
MassLedger group_ledger(const MassLedger& all, const SourceCatalog& catalog, std::size_t group) {
    std::vector<std::size_t> members;
    for (std::size_t s = 0; s < catalog.sources.size(); ++s) {
        if (catalog.group_of_source[s] == group) members.push_back(s);
    }
    MassLedger out(members.size());
    for (std::size_t n = 0; n < members.size(); ++n) {
        for (std::size_t k = 0; k < k_carried_count; ++k) out.at(n, k) = all.at(members[n], k);
    }
    return out;
}

/// Whether the budget of puffs was reached, and what it joined.
Json budget_json(const RunSummary& summary) {
    Json mass = Json::object();
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        if (summary.budget_mass_kg[k] > 0.0) mass[std::string(species_table()[k].name)] = summary.budget_mass_kg[k];
    }
    return {{"reached", summary.budget_reached ? Json(format_time(*summary.budget_reached)) : Json()},
            {"joined", summary.budget_joined},
            {"joined_kg", mass}};
}

Json ledger_json(const RunSummary& summary, const SourceCatalog& catalog, const std::string& additivity) {
    const MassLedger& ledger = summary.ledger;
    Json out = {{"format", "lantian-ledger"},
                {"version", 1},
                {"additivity", additivity},
                {"budget", budget_json(summary)},
                {"species", species_json(ledger)}};
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        out["worst_source_closure_rel"][std::string(species_table()[k].name)] = ledger.worst_closure(k);
    }
    for (std::size_t g = 0; g < catalog.groups.size(); ++g)
        out["groups"][catalog.groups[g]] = {{"species", species_json(group_ledger(ledger, catalog, g))}};
    return out;
}

std::string ledger_table(const MassLedger& ledger) {
    std::string out = fmt::format("{:<13}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}{:>10}\n", "t", "emitted", "airborne",
                                  "dry", "wet", "transformed", "left", "closure");
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        const MassAccount a = ledger.total(k);
        out += fmt::format("{:<13}{:>12.4g}{:>12.4g}{:>12.4g}{:>12.4g}{:>12.4g}{:>12.4g}{:>10.0e}\n",
                           species_table()[k].name, a.emitted.value() / 1e3, a.airborne / 1e3, a.dry.value() / 1e3,
                           a.wet.value() / 1e3, a.transformed.value() / 1e3, a.outflow.value() / 1e3,
                           std::abs(a.closure()));
    }
    return out;
}

/// Makes the folder and shows early whether it can be written.
void make_folder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure || ::access(folder.c_str(), W_OK) != 0) {
        Problem problem;
        problem.kind = ErrorKind::io;
        problem.code = "E440";
        problem.file = folder.string();
        problem.message = "output folder cannot be written" + (failure ? ": " + failure.message() : std::string());
        problem.hint = "check its rights, or name another folder with --out";
        throw Error(problem);
    }
}

}  // namespace

int verb_run(const CommonOptions& common, const std::string& path, const std::string& out,
             const std::vector<std::string>& overrides, bool dry_run) {
    if (dry_run) return verb_check(common, path, overrides, true);
    const SignalGuard signals;
    Problems problems;
    const std::unique_ptr<Case> loaded = load_case(path, overrides, CaseDepth::all, problems);
    const int code = exit_code(problems, common.strict);
    if (code != 0) throw Error(problems.all());
    print_problems(problems.all());
    if (stop_asked)
        throw Error(ErrorKind::interrupted, "E460", "stopped on request before the run began",
                    "run the scenario again");

    std::cerr << coverage_text(loaded->coverage);
    const Scenario& scenario = loaded->loaded.scenario;
    const fs::path folder = out.empty() ? fs::path("out") / scenario.name : fs::path(out);
    make_folder(folder);
    std::vector<std::string> notes = loaded->notes;
    for (const std::string& note : loaded->met->notes()) notes.push_back(note);
    const std::string resolved = resolved_toml(loaded->loaded, folder.string());
    const int threads = thread_count(common.threads);
    const ResultContext context{scenario,
                                loaded->grid,
                                loaded->emissions.catalog,
                                loaded->receptors,
                                loaded->emissions.outside,
                                resolved,
                                loaded->scenario_hash,
                                Json(loaded->input_hashes).dump(),
                                loaded->outline_geojson,
                                notes,
                                threads};
    const Channels channels = channels_of(scenario);
    const std::string fields_path = (folder / "fields.nc").string();
    const std::string stations_path = (folder / "stations.nc").string();
    const std::string tracks_path = (folder / "tracks.nc").string();
    const std::string snapshot_path = (folder / "puffs.h5").string();
    RunSummary summary;
    try {
        FieldsWriter fields(fields_path, context, channels);
        StationsWriter stations(stations_path, context, channels);
        ResultSink* sinks[] = {&fields, &stations};
        RunOptions options;
        options.threads = threads;
        options.progress = ProgressLine(scenario.time.local_offset_h);
        options.stop = &stop_asked;
        const RunInputs inputs{scenario,          loaded->grid, loaded->emissions.catalog,
                               loaded->receptors, *loaded->met, &loaded->tracks};
        PuffSnapshot snapshot;
        const auto started = std::chrono::steady_clock::now();
        summary = run_case(inputs, sinks, options, [&](const PuffStore& puffs) { snapshot.puffs = puffs; });
        {
            const StageTimer timer(summary.stages, Stage::results);
            fields.finish(additivity_note(summary, scenario));
            stations.finish(summary.ledger, additivity_note(summary, scenario));
            if (!loaded->tracks.empty())
                write_tracks(tracks_path, context, loaded->tracks, summary.track_means_kg_m3, summary.ledger,
                             additivity_note(summary, scenario));
        }
        summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        snapshot.time = scenario.time.start + scenario.time.hours * 3600;
        snapshot.scenario_hash = loaded->scenario_hash;
        for (const Source& source : loaded->emissions.catalog.sources) snapshot.source_ids.push_back(source.id);
        write_snapshot(snapshot_path, snapshot);
    } catch (...) {
        // Nothing half-written is left that could be taken for a result.
        for (const std::string& file : {fields_path, stations_path, tracks_path, snapshot_path}) {
            std::error_code ignored;
            fs::remove(part_name(file), ignored);
        }
        throw;
    }
    const std::string additivity = additivity_note(summary, scenario);
    if (summary.budget_reached) std::cerr << "note: " << additivity << '\n';
    // A ranking or tracks of an earlier run in this folder do not belong to these results.
    std::vector<const char*> stale{"ranking.csv", "ranking.json"};
    if (loaded->tracks.empty()) stale.push_back("tracks.nc");
    for (const char* name : stale) {
        std::error_code ignored;
        fs::remove(folder / name, ignored);
    }
    write_text_file((folder / "ledger.json").string(),
                    ledger_json(summary, loaded->emissions.catalog, additivity).dump(1) + "\n");
    write_text_file((folder / "scenario.resolved.toml").string(), resolved);
    Json files = Json::array();
    std::vector<const char*> written{"fields.nc", "stations.nc", "ledger.json", "puffs.h5", "scenario.resolved.toml"};
    if (!loaded->tracks.empty()) written.insert(written.begin() + 2, "tracks.nc");
    for (const char* name : written) {
        const fs::path file = folder / name;
        files.push_back((file.is_absolute() ? file.lexically_relative(fs::current_path()) : file).string());
    }
    if (common.json) {
        const Json answer = {{"seconds", summary.seconds},
                             {"steps", summary.steps},
                             {"puffs_peak", summary.puffs_peak},
                             {"puffs_merged", summary.merged},
                             {"puff_steps", summary.puff_steps},
                             {"puffs_split", summary.split},
                             {"budget", budget_json(summary)},
                             {"additivity", additivity},
                             {"rss_peak_mb", peak_memory_mb()},
                             {"pairs", summary.pairs},
                             {"stages", stages_json(summary.stages)},
                             {"ledger", species_json(summary.ledger)},
                             {"notes", notes},
                             {"files", files}};
        std::cout << answer.dump() << '\n';
        return 0;
    }
    std::cout << fmt::format("{} hours in {:.1f} s, {} steps, at most {} puffs, {:.0f} MB\n", scenario.time.hours,
                             summary.seconds, summary.steps, summary.puffs_peak, peak_memory_mb())
              << ledger_table(summary.ledger);
    std::cout << additivity << '\n';
    for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    for (const Json& file : files) std::cout << file.get<std::string>() << '\n';
    return 0;
}

}  // namespace lantian
