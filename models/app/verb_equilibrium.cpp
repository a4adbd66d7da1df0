#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "core/parallel/threads.hpp"
#include "inputs/readers/inorganic_table.hpp"
#include "models/app/receptor_data.hpp"
#include "models/app/verb_list.hpp"
#include "models/chemistry/inorganic_equilibrium.hpp"

namespace lantian {

namespace {

struct EquilibriumRequest {
    std::string in, out, branch, rules = "complete";
};

std::string solids_text(const InorganicState& state) {
    std::string text;
    for (std::size_t k = 0; k < k_solids; ++k) {
        if (state.solid[k] > 0.0)
            text +=
                fmt::format("{}{}:{:.6g}", text.empty() ? "" : ";", solid_name(static_cast<Solid>(k)), state.solid[k]);
    }
    return text;
}

std::string csv(const InorganicTable& table, const std::vector<std::string>& branches,
                const std::vector<InorganicState>& states) {
    std::string out = "id,branch,T_K,RH";
    for (const std::string_view name : k_inorganic_columns) out += fmt::format(",{}", name);
    out += ",NH3_g,HNO3_g,HCl_g,NH4_p,NO3_p,Cl_p,SO4_aq,HSO4_aq,water_ug_m3,pH,solids,sweeps,converged\n";
    for (std::size_t i = 0; i < states.size(); ++i) {
        const InorganicRow& row = table.rows[i];
        const InorganicState& s = states[i];
        out += fmt::format("{},{},{},{}", csv_field(row.id), branches[i], row.temperature_k, row.relative_humidity);
        for (const double total : row.total_umol_m3) out += fmt::format(",{}", total);
        for (const double value : {s.nh3_g, s.hno3_g, s.hcl_g, s.particle_nh4(), s.particle_no3(), s.particle_cl(),
                                   s.so4, s.hso4, s.water_ug_m3})
            out += fmt::format(",{:.8e}", value);
        out += fmt::format(",{},{},{},{}\n", s.water_ug_m3 > 0.0 ? fmt::format("{:.5f}", s.ph()) : "", solids_text(s),
                           s.sweeps, s.converged ? 1 : 0);
    }
    return out;
}

int verb_equilibrium(const CommonOptions& common, const EquilibriumRequest& request) {
    Problems problems;
    const InorganicTable table = read_inorganic_table(request.in, problems);
    problems.throw_if_errors();
    const EquilibriumRules rules =
        request.rules == "published" ? EquilibriumRules::published : EquilibriumRules::complete;
    const std::size_t n = table.rows.size();
    std::vector<std::string> branches(n);
    std::vector<InorganicState> states(n);
    const auto start = std::chrono::steady_clock::now();
    for (const AerosolBranch branch : {AerosolBranch::metastable, AerosolBranch::stable}) {
        const char* name = branch == AerosolBranch::stable ? "stable" : "metastable";
        std::vector<std::size_t> where;
        std::vector<InorganicTotals> totals;
        std::vector<double> temperature_k, rh;
        for (std::size_t i = 0; i < n; ++i) {
            const InorganicRow& row = table.rows[i];
            const std::string wanted = !request.branch.empty() ? request.branch
                                       : row.branch.empty()    ? std::string("metastable")
                                                               : row.branch;
            if (wanted != name) continue;
            const auto& t = row.total_umol_m3;
            where.push_back(i);
            totals.push_back({t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7]});
            temperature_k.push_back(row.temperature_k);
            rh.push_back(row.relative_humidity);
        }
        std::vector<InorganicState> solved(where.size());
        static_cast<void>(
            inorganic_equilibrium(totals, temperature_k, rh, {branch, rules}, thread_count(common.threads), solved));
        for (std::size_t j = 0; j < where.size(); ++j) {
            branches[where[j]] = name;
            states[where[j]] = solved[j];
        }
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::vector<std::string> failed;
    for (std::size_t i = 0; i < n; ++i) {
        if (!states[i].converged) failed.push_back(table.rows[i].id);
    }
    write_text_file(request.out, csv(table, branches, states));
    if (common.json) {
        std::cout << Json{{"out", request.out},
                          {"rows", n},
                          {"rules", request.rules},
                          {"not_converged", failed},
                          {"ignored_columns", table.ignored},
                          {"seconds", seconds},
                          {"cells_per_second", seconds > 0.0 ? static_cast<double>(n) / seconds : 0.0}}
                         .dump()
                  << '\n';
        return 0;
    }
    std::cout << fmt::format("{}: {} states, {} rules, {} did not converge\n", request.out, n, request.rules,
                             failed.size());
    if (!table.ignored.empty())
        std::cout << fmt::format("note: {} columns of results in {} were not read\n", table.ignored.size(), request.in);
    return 0;
}

}  // namespace

void add_aerosol_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs) {
    const auto request = std::make_shared<EquilibriumRequest>();
    CLI::App* verb = add_verb(app, common, "equilibrium", "gas, solution and salts of the inorganic aerosol",
                              "lantian equilibrium --in states.csv --out particles.csv");
    verb->add_option("--in", request->in, "table with T_K, RH and totals tSO4, tNH3, tNO3, ... in umol m-3")
        ->required();
    verb->add_option("--out", request->out, "table to write")->required();
    verb->add_option(
            "--branch", request->branch,
            "metastable (one solution) or stable (salts crystallise) for all rows; default: the column branch, "
            "or metastable")
        ->check(CLI::IsMember({"metastable", "stable"}));
    verb->add_option("--rules", request->rules, "complete (the equations) or published (the shortcuts of ISORROPIA II)")
        ->check(CLI::IsMember({"complete", "published"}))
        ->capture_default_str();
    verbs.push_back({verb, [&common, request] { return verb_equilibrium(common, *request); }});
}

}  // namespace lantian
