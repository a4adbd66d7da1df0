#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/error.hpp"

/// One function per verb of the command line. Each prints its answer to stdout and returns the exit code; errors are
/// thrown as lantian::Error.
namespace lantian {

using Json = nlohmann::ordered_json;

/// Options that every verb takes.
struct CommonOptions {
    bool json = false;    ///< one JSON object on stdout, nothing else there
    bool strict = false;  ///< warnings count as errors
    int threads = 0;      ///< 0: all
};

/// A number in JSON; null for what is not finite.
[[nodiscard]] inline Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
[[nodiscard]] Json json_numbers(const std::vector<double>& values);

/// Problems as JSON: severity, code, file, line, column, message, hint.
[[nodiscard]] Json problems_json(const std::vector<Problem>& problems);
/// Prints problems to stderr, one line each.
void print_problems(const std::vector<Problem>& problems);
/// Exit code of a verb that ended with these problems: 0, or the kind of the first that counts (with strict also
/// warnings).
[[nodiscard]] int exit_code(const Problems& problems, bool strict);

/// Copies an example case into a folder, which must be absent or empty. E401 unknown example, E440 the folder cannot be
/// written.
int verb_init(const CommonOptions& common, const std::string& folder, const std::string& example);

/// Reads the scenario and its tables (with `deep` the weather too) and reports all problems at once, with what a run
/// would take.
int verb_check(const CommonOptions& common, const std::string& scenario, const std::vector<std::string>& overrides,
               bool deep);

/// Runs a scenario into a folder (empty: out/<name>). SIGINT, SIGTERM and SIGUSR1 end it after the step with exit
/// code 75. dry_run: check --deep instead.
int verb_run(const CommonOptions& common, const std::string& scenario, const std::string& out,
             const std::vector<std::string>& overrides, bool dry_run);

/// Ranks the measures of a finished run (empty file: those its scenario names); writes ranking.json and ranking.csv
/// into its folder.
int verb_rank(const CommonOptions& common, const std::string& folder, const std::string& measures_file,
              const std::string& budget);

/// A field experiment to be scored.
struct ScoreRequest {
    std::string name;       ///< prairie-grass | metec | chilbolton | aermod
    std::string folder;     ///< its data
    std::string csv;        ///< where to write the pairs; empty: nowhere
    std::string csv_tower;  ///< the same for tower pairs
    bool briggs = false;    ///< prairie-grass: the plain Briggs plume instead of the puffs
};
/// Runs a field experiment and scores the result against what was measured.
int verb_score(const CommonOptions& common, const ScoreRequest& request);

/// Says what files are (`doctor`, and `met inspect` for weather files).
int verb_doctor(const CommonOptions& common, const std::vector<std::string>& files);
/// Any readable gridded weather to the project's CF NetCDF.
/// `area_deg`: empty, or west, south, east, north.
int verb_met_convert(const CommonOptions& common, const std::vector<std::string>& files, const std::string& out,
                     const std::vector<double>& area_deg);
/// Writes the weather that a run of the scenario sees, at the given date-times (none: every hour of the run), as
/// winds.nc. Usage errors E104, E105, E410.
int verb_met_winds(const CommonOptions& common, const std::string& scenario, const std::vector<std::string>& times,
                   const std::string& out, const std::vector<std::string>& overrides);

enum class ExplainForm { text, markdown, schema };
/// What a key means; an empty key stands for all.
int verb_explain(const CommonOptions& common, const std::string& key, ExplainForm form);

/// Runs a gas-phase mechanism (a file, or a name that comes with the program: E612) in a box; out: CSV with time_s and
/// one column a species in ppb, or for a scan one row a box. Without a case: what the mechanism holds.
int verb_box(const CommonOptions& common, const std::string& mechanism, const std::string& box_case,
             const std::string& out);

/// Version, commit, libraries and the environment variables that change speed.
int verb_version(const CommonOptions& common);

}  // namespace lantian
