#include "models/app/receptor_verbs.hpp"

#include <memory>

#include "models/app/verb_list.hpp"

namespace lantian {

namespace {

void add_receptor_input(CLI::App* verb, ReceptorInput& input) {
    verb->add_option("--conc", input.conc, "values: CSV or TSV, samples x species")->required();
    verb->add_option("--unc", input.unc, "their uncertainties: a table of the same form");
    verb->add_option("--mdl", input.mdl, "detection limits: species, MDL");
    verb->add_option("--id-columns", input.id_columns, "number of leading id columns; default: found by content");
    verb->add_option("--bad", input.bad, "species to leave out, with commas")->delimiter(',');
    verb->add_option("--weak", input.rules.weak, "species with tripled uncertainty, with commas")->delimiter(',');
    verb->add_option("--total", input.rules.total, "total variable: always weak");
    verb->add_flag("--classify", input.rules.classify, "S/N below 0.5 bad, below 1 weak");
    verb->add_option("--uncertainty-rule", input.rule, "given, epa or polissar")->capture_default_str();
    verb->add_option("--error-fraction", input.rules.error_fraction, "of the rules epa and polissar")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 10.0));
    verb->add_option("--extra-uncertainty", input.rules.extra, "modelling uncertainty, part of the value, 0 to 0.25")
        ->check(CLI::Range(0.0, 0.25));
    verb->add_option("--uncertainty-floor", input.rules.floor_fraction, "uncertainty at least this part of the value")
        ->check(CLI::Range(0.0, 10.0));
    verb->add_option("--missing", input.missing, "no-weight, median, geometric-mean or drop-sample")
        ->capture_default_str();
}

}  // namespace

void add_receptor_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs) {
    struct Request {
        PmfOptions pmf;
        CmbVerbOptions cmb;
    };
    const auto r = std::make_shared<Request>();
    CLI::App* pmf =
        add_verb(app, common, "pmf", "find source profiles and contributions in a table of samples",
                 "lantian pmf --conc conc.csv --unc unc.csv --factors 3 --starts 10 --seed 1 --out out/pmf");
    add_receptor_input(pmf, r->pmf.input);
    pmf->add_option("--factors", r->pmf.factors, "number of factors")->required()->check(CLI::PositiveNumber);
    pmf->add_option("--starts", r->pmf.starts, "random starts")->capture_default_str()->check(CLI::PositiveNumber);
    pmf->add_option("--seed", r->pmf.seed, "seed of starts and resamples")->capture_default_str();
    pmf->add_flag("--robust", r->pmf.robust, "weigh outliers down in the fit (alpha = 4)");
    pmf->add_option("--g-min", r->pmf.g_min, "lower bound of contributions in units of their mean, 0 or -0.2 (PMF 5)")
        ->check(CLI::Range(-0.99, 0.0));
    pmf->add_option("--bootstrap", r->pmf.bootstrap, "number of block resamples");
    pmf->add_option("--block", r->pmf.block, "block length in samples; default: Politis & White 2004");
    pmf->add_flag("--disp", r->pmf.disp, "displacement with refit at dQ = 4, 8, 15, 25");
    pmf->add_option("--bs-disp", r->pmf.bs_disp, "number of resamples that are displaced too");
    pmf->add_option("--bs-disp-species", r->pmf.bs_disp_species, "species of it, with commas; default: all strong")
        ->delimiter(',');
    pmf->add_option("--fpeak", r->pmf.fpeak, "strengths of rotation, with commas")->delimiter(',');
    pmf->add_option("--held-out", r->pmf.held_out,
                    "test 1 to K factors on held-out cells, in so many parts (5 is usual)")
        ->check(CLI::Range(2, 100));
    pmf->add_option("--profiles", r->pmf.profiles, "given profiles: the first factors");
    pmf->add_option("--a-value", r->pmf.a_value, "how far they may move, part of each value")
        ->check(CLI::Range(0.0, 1.0));
    pmf->add_option("--out", r->pmf.out, "folder for profiles, contributions and intervals");
    verbs.push_back({pmf, [&common, r] { return verb_pmf(common, r->pmf); }});

    CLI::App* cmb = add_verb(app, common, "cmb", "split samples over given source profiles (effective variance)",
                             "lantian cmb --conc conc.csv --unc unc.csv --profiles profiles.csv --out cmb.csv");
    add_receptor_input(cmb, r->cmb.input);
    cmb->add_option("--profiles", r->cmb.profiles, "profiles: species, one column a source")->required();
    CLI::Option* unc = cmb->add_option("--profiles-unc", r->cmb.profiles_unc, "their uncertainties, same form");
    cmb->add_option("--profile-error-fraction", r->cmb.profile_error_fraction, "sigma = fraction x value + floor")
        ->capture_default_str()
        ->excludes(unc);
    cmb->add_option("--profile-error-floor", r->cmb.profile_error_floor, "see there")
        ->capture_default_str()
        ->excludes(unc);
    cmb->add_option("--mass", r->cmb.mass, "column of the measured mass, which is not fitted");
    cmb->add_flag("--eliminate-negative", r->cmb.eliminate_negative, "drop the most negative source and solve again");
    cmb->add_option("--tolerance", r->cmb.tolerance, "largest relative change of the last step")->capture_default_str();
    cmb->add_option("--out", r->cmb.out, "CSV file to write");
    verbs.push_back({cmb, [&common, r] { return verb_cmb(common, r->cmb); }});
}

}  // namespace lantian
