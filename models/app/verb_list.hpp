#pragma once

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "models/app/verbs.hpp"

/// How verbs join the command line; program.cpp runs the one that was named.
namespace lantian {

struct Verb {
    CLI::App* app;
    std::function<int()> run;
};

/// A verb with one example in its help and the options that all verbs take, which go to `common`.
CLI::App* add_verb(CLI::App& app, CommonOptions& common, const std::string& name, const std::string& purpose,
                   const std::string& example);

/// score: a field experiment against what was measured.
void add_score_verb(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs);
/// pmf, cmb: what mixture of sources a table of samples is.
void add_receptor_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs);
/// cpf alone (verb_cpf.cpp); add_direction_verbs() adds it too.
void add_cpf_verb(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs);
/// cpf, cbpf: where the wind blows from when a species is high.
void add_direction_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs);
/// trajectory: back trajectories and footprints in the weather of a scenario.
void add_back_trajectory_verb(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs);
/// profiles search, profiles compare: libraries of source profiles.
void add_profiles_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs);
/// pscf, cwt: where the air came from when a species is high.
void add_trajectory_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs);
/// soil: metals in the soil after years of a run's deposits.
void add_soil_verb(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs);
/// equilibrium: gas, solution and salts of the inorganic aerosol.
void add_aerosol_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs);

}  // namespace lantian
