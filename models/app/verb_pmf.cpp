#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/readers/receptor_table.hpp"
#include "models/app/pmf_files.hpp"
#include "models/app/receptor_data.hpp"
#include "models/app/receptor_verbs.hpp"
#include "models/receptor/errors.hpp"
#include "models/receptor/factorise.hpp"

namespace lantian {

namespace {

using receptor::FactorProblem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Given profiles become the first factors, in their own units: held, or within a part `a` of each value.
std::vector<std::string> add_profiles(const std::string& file, double a, const ConcentrationTable& table,
                                      FactorProblem& problem) {
    Problems problems;
    const ProfileTable given = read_profile_table(file, problems);
    problems.throw_if_errors();
    if (given.sources.size() > problem.factors)
        throw Error(ErrorKind::usage, "E323",
                    fmt::format("{} holds {} profiles for {} factors", file, given.sources.size(), problem.factors),
                    "raise --factors");
    problem.scale = receptor::FactorScale::from_profile;
    problem.f_lower.assign(problem.factors * problem.species, 0.0);
    problem.f_upper.assign(problem.factors * problem.species, receptor::k_no_limit);
    for (std::size_t k = 0; k < given.sources.size(); ++k) {
        for (std::size_t j = 0; j < problem.species; ++j) {
            std::size_t row = 0;
            while (row < given.species.size() && given.species[row] != table.species[j]) ++row;
            if (row == given.species.size() || std::isnan(given.value(k, row))) continue;
            problem.f_lower[k * problem.species + j] = (1.0 - a) * given.value(k, row);
            problem.f_upper[k * problem.species + j] = (1.0 + a) * given.value(k, row);
        }
    }
    return given.sources;
}

std::vector<std::size_t> species_numbers(const std::vector<std::string>& names, const ConcentrationTable& table) {
    std::vector<std::size_t> numbers;
    for (const std::string& name : names) {
        std::size_t j = 0;
        while (j < table.species.size() && table.species[j] != name) ++j;
        if (j == table.species.size()) {
            const std::string near = nearest_name(name, table.species);
            throw Error(ErrorKind::bad_data, "E309", fmt::format("there is no fitted species \"{}\"", name),
                        near.empty() ? fmt::format("known are: {}", fmt::join(table.species, ", "))
                                     : fmt::format("did you mean \"{}\"?", near));
        }
        numbers.push_back(j);
    }
    return numbers;
}

/// A drop of Q that says that the base was not the minimum.
constexpr double k_drop_allowed = 0.1;
constexpr int k_most_restarts = 3;

}  // namespace

int verb_pmf(const CommonOptions& common, const PmfOptions& o) {
    std::vector<std::string> notes;
    PmfAnswer answer;
    answer.data = read_receptor_data(o.input, notes);
    const ConcentrationTable& table = answer.data.table;
    answer.problem = make_problem(
        receptor::MatrixView::row_major(table.values, table.samples(), table.species.size()),
        receptor::MatrixView::row_major(table.uncertainties, table.samples(), table.species.size()), o.factors);
    FactorProblem& problem = answer.problem;
    problem.robust = o.robust;
    problem.g_min = o.g_min;
    if (!o.profiles.empty()) answer.factor_names = add_profiles(o.profiles, o.a_value, table, problem);
    for (std::size_t k = answer.factor_names.size(); k < o.factors; ++k)
        answer.factor_names.push_back(fmt::format("factor_{}", k + 1));

    receptor::StartControl control;
    control.starts = o.starts;
    control.seed = o.seed;
    control.threads = common.threads;
    auto clock = Clock::now();
    answer.fits = factorise(problem, control);
    double fit_seconds = seconds_since(clock), bootstrap_seconds = 0.0, disp_seconds = 0.0, bs_disp_seconds = 0.0;
    if (answer.fits.unconverged > 0)
        notes.push_back(fmt::format("{} of {} starts ran into the limit of sweeps", answer.fits.unconverged, o.starts));

    std::vector<std::size_t> strong;
    for (std::size_t j = 0; j < table.species.size(); ++j) {
        if (answer.data.kinds[j] == receptor::SpeciesClass::strong) strong.push_back(j);
    }
    if (o.disp) {
        receptor::DisplacementControl displacement;
        displacement.species = strong;
        displacement.threads = common.threads;
        for (int restart = 0;; ++restart) {
            clock = Clock::now();
            answer.disp = displace(problem, answer.fits.fit, displacement);
            disp_seconds += seconds_since(clock);
            if (answer.disp->largest_drop <= k_drop_allowed || restart == k_most_restarts) break;
            clock = Clock::now();
            answer.fits.fit = refit(problem, answer.disp->better_profiles, control.polish);
            fit_seconds += seconds_since(clock);
            notes.push_back(
                fmt::format("displacement met a Q lower by {:.3g}: the base was fitted again from there, "
                            "Q = {:.6g}",
                            answer.disp->largest_drop, answer.fits.fit.q(o.robust)));
        }
    }
    if (o.bootstrap > 0) {
        receptor::BootstrapControl resampling;
        resampling.runs = o.bootstrap;
        resampling.block = o.block;
        resampling.seed = o.seed;
        resampling.threads = common.threads;
        clock = Clock::now();
        answer.bootstrap = bootstrap(problem, answer.fits.fit, table.sites, resampling);
        bootstrap_seconds = seconds_since(clock);
    }
    if (o.bs_disp > 0) {
        receptor::BootstrapDisplacementControl both;
        both.runs = o.bs_disp;
        both.block = o.block;
        both.seed = o.seed;
        both.threads = common.threads;
        both.species = o.bs_disp_species.empty() ? strong : species_numbers(o.bs_disp_species, table);
        clock = Clock::now();
        answer.bs_disp = bootstrap_displace(problem, answer.fits.fit, table.sites, both);
        bs_disp_seconds = seconds_since(clock);
    }
    for (const double strength : o.fpeak)
        answer.rotations.push_back(rotate(problem, answer.fits.fit, strength, control.fit));
    if (o.held_out > 1) {
        receptor::HeldOutControl test;
        test.most_factors = o.factors;
        test.parts = o.held_out;
        test.seed = o.seed;
        test.threads = common.threads;
        answer.held_out = held_out(problem, test);
    }
    const receptor::FactorFit& fit = answer.fits.fit;
    const double expected = receptor::expected_q(table.samples(), table.species.size(), strong.size(), o.factors);
    const receptor::Spread spread = spread_of_fits(problem, answer.fits, 2.0);

    Json json{{"q_true", fit.q_true},
              {"q_robust", fit.q_robust},
              {"q_expected", expected},
              {"starts", answer.fits.q},
              {"iterations", answer.fits.iterations},
              {"seconds", {{"fit", fit_seconds}, {"bootstrap", bootstrap_seconds}, {"disp", disp_seconds}}},
              {"samples", table.samples()},
              {"factors", answer.factor_names},
              {"converged", fit.converged},
              {"best_start", answer.fits.best_start},
              {"unconverged_starts", answer.fits.unconverged},
              {"spread", {{"within_dq", 2.0}, {"fits", spread.fits}, {"least_cosine", spread.least_cosine}}}};
    json["seconds"]["bs_disp"] = bs_disp_seconds;
    Json species = Json::array();
    for (const receptor::SpeciesSummary& s : answer.data.species)
        species.push_back({{"name", s.name},
                           {"class", class_name(s.kind)},
                           {"signal_to_noise", json_number(s.signal_to_noise)},
                           {"missing", s.missing},
                           {"below_detection", s.below_detection}});
    json["species"] = species;
    if (answer.bootstrap)
        json["bootstrap"] = {{"runs", answer.bootstrap->runs},
                             {"block", answer.bootstrap->block},
                             {"mapping", answer.bootstrap->mapping},
                             {"mapped_on_all_days", answer.bootstrap->mapped_on_all_days}};
    if (answer.disp)
        json["disp"] = {{"levels", answer.disp->levels},
                        {"swaps", answer.disp->swaps},
                        {"swaps_by_factor", answer.disp->swaps_by_factor},
                        {"largest_drop", answer.disp->largest_drop},
                        {"jumps", answer.disp->jumps},
                        {"refits", answer.disp->refits}};
    if (answer.bs_disp)
        json["bs_disp"] = {{"runs", answer.bs_disp->runs},
                           {"accepted", answer.bs_disp->accepted},
                           {"swaps_in_fit", answer.bs_disp->swaps_in_fit},
                           {"drops", answer.bs_disp->drops},
                           {"restarted", answer.bs_disp->restarted},
                           {"largest_drop", answer.bs_disp->largest_drop},
                           {"levels", answer.bs_disp->levels},
                           {"swaps", answer.bs_disp->swaps}};
    for (const receptor::Rotation& rotation : answer.rotations)
        json["rotations"].push_back({{"fpeak", rotation.strength},
                                     {"q_true", rotation.fit.q_true},
                                     {"q_robust", rotation.fit.q_robust},
                                     {"rise", rotation.rise},
                                     {"rise_percent", rotation.rise_percent},
                                     {"accepted", rotation.accepted},
                                     {"turn", rotation.turn}});
    if (answer.held_out) {
        for (const receptor::HeldOut::Row& row : answer.held_out->rows)
            json["held_out"]["rows"].push_back({{"factors", row.factors},
                                                {"error", row.error},
                                                {"standard_error", row.standard_error},
                                                {"training", row.training}});
        json["held_out"]["best"] = answer.held_out->best;
        json["held_out"]["simplest"] = answer.held_out->simplest;
    }
    json["rules"] = answer.data.rules;
    json["notes"] = notes;
    if (!o.out.empty()) json["files"] = write_pmf_files(o.out, answer);

    if (common.json) {
        std::cout << json.dump() << '\n';
        return 0;
    }
    std::cout << fmt::format("{} samples x {} species, {} factors\nQ true {:.6g}, robust {:.6g}, expected {:.6g}\n",
                             table.samples(), table.species.size(), o.factors, fit.q_true, fit.q_robust, expected);
    std::size_t near = 0;
    for (const double q : answer.fits.q) near += q <= 1.0005 * fit.q(o.robust) ? 1U : 0U;
    std::cout << fmt::format("{} of {} starts within 0.05 %; {:.2f} s\n", near, o.starts, fit_seconds);
    if (answer.bootstrap) {
        std::cout << fmt::format("bootstrap, block {}: mapped", answer.bootstrap->block);
        for (std::size_t k = 0; k < o.factors; ++k) std::cout << ' ' << answer.bootstrap->mapping[k][k];
        std::cout << fmt::format(" of {}; {:.2f} s\n", o.bootstrap, bootstrap_seconds);
    }
    if (answer.disp)
        std::cout << fmt::format("displacement: swaps {} at dQ {}, largest drop of Q {:.3g}; {:.2f} s\n",
                                 fmt::join(answer.disp->swaps, " "), fmt::join(answer.disp->levels, " "),
                                 answer.disp->largest_drop, disp_seconds);
    if (answer.bs_disp)
        std::cout << fmt::format("displaced resamples: {} of {} accepted; {:.2f} s\n", answer.bs_disp->accepted,
                                 o.bs_disp, bs_disp_seconds);
    for (const receptor::Rotation& rotation : answer.rotations)
        std::cout << fmt::format("fpeak {:g}: Q rises by {:.4g} ({:.2g} % of Q robust){}\n", rotation.strength,
                                 rotation.rise, rotation.rise_percent,
                                 rotation.accepted ? "" : ": not supported by the data");
    if (answer.held_out)
        std::cout << fmt::format("held-out cells: best with {} factors, {} within one standard error\n",
                                 answer.held_out->best, answer.held_out->simplest);
    for (const std::string& rule : answer.data.rules) std::cout << "rule: " << rule << '\n';
    for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    return 0;
}

}  // namespace lantian
