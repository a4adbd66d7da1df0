#include "models/app/program.hpp"

#include <cstdlib>
#include <functional>
#include <iostream>
#include <new>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "core/base/error.hpp"
#include "core/math/instruction_set.hpp"
#include "models/app/program_files.hpp"
#include "models/app/verb_list.hpp"
#include "models/app/verbs.hpp"

namespace lantian {

CLI::App* add_verb(CLI::App& app, CommonOptions& common, const std::string& name, const std::string& purpose,
                   const std::string& example) {
    CLI::App* verb = app.add_subcommand(name, purpose);
    verb->footer("Example:\n  " + example);
    verb->add_flag("--json", common.json, "print one JSON object to stdout and nothing else");
    verb->add_flag("--strict", common.strict, "let warnings end the program like errors");
    verb->add_option("--threads", common.threads, "number of threads; 0: all")->check(CLI::Range(0, 4096));
    return verb;
}

namespace {

/// What the command line asks for.
struct Request {
    CommonOptions common;
    std::string folder, example = "jiyuan", scenario, key;
    std::vector<std::string> overrides;
    std::string out, measures, budget;
    std::vector<std::string> files, times;
    std::vector<double> area_deg;
    std::string mechanism, box_case;
    bool all = false, markdown = false, schema = false, deep = false, dry_run = false;
};

CLI::App* add_verb(CLI::App& app, Request& request, const std::string& name, const std::string& purpose,
                   const std::string& example) {
    return lantian::add_verb(app, request.common, name, purpose, example);
}

void add_overrides(CLI::App* verb, Request& request) {
    // One value a --set, so that a scenario name after it is not taken for another override.
    verb->add_option("--set", request.overrides, "change a value of the scenario, key=value; may be repeated")
        ->allow_extra_args(false);
}

std::vector<Verb> add_verbs(CLI::App& app, Request& r) {
    std::vector<Verb> verbs;
    CLI::App* init = add_verb(app, r, "init", "write a complete example case into a new folder",
                              "lantian init mycase --example jiyuan");
    init->add_option("DIR", r.folder, "new folder")->required();
    init->add_option("--example", r.example, "name of the example")->capture_default_str();
    verbs.push_back({init, [&r] { return verb_init(r.common, r.folder, r.example); }});

    CLI::App* check = add_verb(app, r, "check", "read a scenario and list everything that is wrong with it",
                               "lantian check jiyuan.toml --set time.hours=48");
    check->add_option("SCENARIO", r.scenario, "scenario file (TOML)")->required();
    add_overrides(check, r);
    check->add_flag("--deep", r.deep, "read the weather too");
    verbs.push_back({check, [&r] { return verb_check(r.common, r.scenario, r.overrides, r.deep); }});

    CLI::App* run =
        add_verb(app, r, "run", "run a scenario", "lantian run jiyuan.toml --set time.hours=24 --out out/oneday");
    run->add_option("SCENARIO", r.scenario, "scenario file (TOML)")->required();
    run->add_option("--out", r.out, "folder for the results; default out/<name of the scenario>");
    run->add_flag("--dry-run", r.dry_run, "read and check everything, run nothing");
    add_overrides(run, r);
    verbs.push_back({run, [&r] { return verb_run(r.common, r.scenario, r.out, r.overrides, r.dry_run); }});

    CLI::App* rank = add_verb(app, r, "rank", "rank control measures by the sources of a finished run",
                              "lantian rank out/jiyuan --budget \"80 MCNY\"");
    rank->add_option("DIR", r.folder, "folder of a finished run")->required();
    rank->add_option("--measures", r.measures, "measures file (TOML); default: the one the run's scenario names");
    rank->add_option("--budget", r.budget, "money a year for the best set, for example \"80 MCNY\"");
    verbs.push_back({rank, [&r] { return verb_rank(r.common, r.folder, r.measures, r.budget); }});

    add_soil_verb(app, r.common, verbs);
    add_score_verb(app, r.common, verbs);
    CLI::App* doctor =
        add_verb(app, r, "doctor", "what is this file?", "lantian doctor wrfout_d02_2022-01-06_00:00:00");
    doctor->add_option("FILE", r.files, "any files")->required();
    verbs.push_back({doctor, [&r] { return verb_doctor(r.common, r.files); }});

    CLI::App* explain = add_verb(app, r, "explain", "what a key of the scenario means", "lantian explain time.step_s");
    CLI::Option* key = explain->add_option("KEY", r.key, "key or section, for example time.step_s or puffs");
    explain->add_flag("--all", r.all, "all keys")->excludes(key);
    explain->add_flag("--markdown", r.markdown, "all keys as a manual page")->excludes(key);
    explain->add_flag("--schema", r.schema, "JSON Schema of the scenario file")->excludes(key);
    verbs.push_back({explain, [&r] {
                         if (r.key.empty() && !r.all && !r.markdown && !r.schema)
                             throw CLI::RequiredError("KEY or --all");
                         const ExplainForm form = r.schema     ? ExplainForm::schema
                                                  : r.markdown ? ExplainForm::markdown
                                                               : ExplainForm::text;
                         return verb_explain(r.common, r.key, form);
                     }});

    CLI::App* met = app.add_subcommand("met", "look into weather files and convert them");
    met->require_subcommand(1);
    CLI::App* inspect = add_verb(*met, r, "inspect", "times, area, levels and variables of weather files",
                                 "lantian met inspect wrfout_d02_2022-01-06");
    inspect->add_option("FILE", r.files, "weather files")->required();
    verbs.push_back({inspect, [&r] { return verb_doctor(r.common, r.files); }});
    CLI::App* convert = add_verb(*met, r, "convert", "write weather files as the project's CF NetCDF",
                                 "lantian met convert wrfout_d02_2022-01-06 met.nc");
    convert->add_option("FILES", r.files, "input files, then the file to write")->required()->expected(2, -1);
    convert->add_option("--area", r.area_deg, "GRIB, ERA5: only around west south east north, degrees")->expected(4);
    verbs.push_back({convert, [&r] {
                         const std::string target = r.files.back();
                         return verb_met_convert(r.common, {r.files.begin(), r.files.end() - 1}, target, r.area_deg);
                     }});
    CLI::App* winds = add_verb(*met, r, "winds", "write the winds over the terrain that a run sees",
                               "lantian met winds jiyuan.toml --time 2022-01-06T02:00:00+08:00 --out winds.nc");
    winds->add_option("SCENARIO", r.scenario, "scenario file (TOML)")->required();
    winds->add_option("--time", r.times, "date-time with offset; may be repeated; default: every hour of the run")
        ->allow_extra_args(false);
    winds->add_option("--out", r.out, "file to write")->required();
    add_overrides(winds, r);
    verbs.push_back({winds, [&r] { return verb_met_winds(r.common, r.scenario, r.times, r.out, r.overrides); }});

    add_receptor_verbs(app, r.common, verbs);
    add_direction_verbs(app, r.common, verbs);
    add_trajectory_verbs(app, r.common, verbs);
    CLI::App* box = add_verb(app, r, "box", "run a chemical mechanism in a box",
                             "lantian box --mechanism cb6r5 --case box.toml --out box.csv");
    box->add_option("--mechanism", r.mechanism,
                    fmt::format("{}, or a file: JSON, music-box JSON, CMAQ .def or KPP .eqn",
                                fmt::join(carried_mechanisms(), ", ")))
        ->required();
    CLI::Option* box_case =
        box->add_option("--case", r.box_case, "case of the box (TOML); without one the mechanism is described");
    box->add_option("--out", r.out, "CSV to write: time_s and one column a species in ppb")->needs(box_case);
    verbs.push_back({box, [&r] { return verb_box(r.common, r.mechanism, r.box_case, r.out); }});
    add_aerosol_verbs(app, r.common, verbs);
    add_back_trajectory_verb(app, r.common, verbs);
    add_profiles_verbs(app, r.common, verbs);

    CLI::App* version =
        add_verb(app, r, "version", "version, commit and what may change the speed", "lantian version --json");
    verbs.push_back({version, [&r] { return verb_version(r.common); }});
    return verbs;
}

int failed(const Request& request, const std::vector<Problem>& problems, int code) {
    print_problems(problems);
    if (request.common.json)
        std::cout << Json{{"ok", false}, {"exit_code", code}, {"problems", problems_json(problems)}}.dump() << '\n';
    return code;
}

/// A wish for an instruction set that cannot be met is said, not passed over.
void check_instruction_set() {
    const char* wish = std::getenv("LANTIAN_INSTRUCTION_SET");
    if (wish == nullptr) return;
    const auto named = instruction_set_named(wish);
    if (named && supported(*named)) return;
    std::string known;
    for (const InstructionSet set : {InstructionSet::plain, InstructionSet::avx2, InstructionSet::avx512}) {
        if (supported(set)) known += (known.empty() ? "" : ", ") + std::string(name_of(set));
    }
    throw Error(ErrorKind::usage, "E109", fmt::format("LANTIAN_INSTRUCTION_SET = {}: not of this machine", wish),
                "take one of: " + known);
}

}  // namespace

int run_program(int argc, const char* const* argv) {
    Request request;
    CLI::App app{"lantian: atmospheric dispersion and source apportionment", "lantian"};
    app.require_subcommand(1);
    app.footer(
        "lantian VERB --help shows one example each.\nExit codes: 0 done, 64 usage, 65 bad data, 66 missing input, 70 "
        "our bug, 74 read or write "
        "failed, 75 interrupted, 78 bad scenario.");
    const std::vector<Verb> verbs = add_verbs(app, request);
    try {
        app.parse(argc, argv);
        check_instruction_set();
        for (const Verb& verb : verbs) {
            if (verb.app->parsed()) return verb.run();
        }
        return static_cast<int>(ErrorKind::usage);
    } catch (const CLI::CallForHelp&) {
        // The innermost verb that was named: `lantian met convert --help` explains convert.
        const CLI::App* named = &app;
        std::string before;
        while (!named->get_subcommands().empty()) {
            before += (before.empty() ? "" : " ") + named->get_name();
            named = named->get_subcommands().front();
        }
        std::cout << named->help(before);
        return 0;
    } catch (const CLI::ParseError& error) {
        const int code = static_cast<int>(ErrorKind::usage);
        return failed(
            request,
            {{Severity::error, ErrorKind::usage, "", "", 0, 0, error.what(), "lantian --help lists the verbs"}}, code);
    } catch (const Error& error) {
        return failed(request, error.problems(), static_cast<int>(error.kind()));
    } catch (const std::bad_alloc&) {
        const int code = static_cast<int>(ErrorKind::internal);
        return failed(request,
                      {{Severity::error, ErrorKind::internal, "E900", "", 0, 0, "out of memory",
                        "make the domain or the run smaller"}},
                      code);
    } catch (const std::exception& error) {
        const int code = static_cast<int>(ErrorKind::internal);
        return failed(request,
                      {{Severity::error, ErrorKind::internal, "E900", "", 0, 0, error.what(),
                        "please report it with the scenario"}},
                      code);
    }
}

}  // namespace lantian
