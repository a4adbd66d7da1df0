#include "models/app/program.hpp"

#include <functional>
#include <iostream>
#include <new>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "models/app/verbs.hpp"

namespace lantian {

namespace {

struct Verb {
    CLI::App* app;
    std::function<int()> run;
};

/// What the command line asks for.
struct Request {
    CommonOptions common;
    std::string folder, example = "jiyuan", scenario, key;
    std::vector<std::string> overrides;
    bool all = false, markdown = false, schema = false;
};

CLI::App* add_verb(CLI::App& app, Request& request, const std::string& name, const std::string& purpose,
                   const std::string& example) {
    CLI::App* verb = app.add_subcommand(name, purpose);
    verb->footer("Example:\n  " + example);
    verb->add_flag("--json", request.common.json, "print one JSON object to stdout and nothing else");
    verb->add_flag("--strict", request.common.strict, "let warnings end the program like errors");
    verb->add_option("--threads", request.common.threads, "number of threads; 0: all")->check(CLI::Range(0, 4096));
    return verb;
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
    verbs.push_back({check, [&r] { return verb_check(r.common, r.scenario, r.overrides); }});

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
        for (const Verb& verb : verbs) {
            if (verb.app->parsed()) return verb.run();
        }
        return static_cast<int>(ErrorKind::usage);
    } catch (const CLI::CallForHelp&) {
        const auto chosen = app.get_subcommands();
        std::cout << (chosen.empty() ? app.help() : chosen.front()->help("lantian"));
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
