#include "models/chemistry/chemistry_solver.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

#include <fmt/format.h>

#include "core/base/assert.hpp"
#include "core/math/instruction_set.hpp"
#include "core/math/sum.hpp"
#include "core/parallel/threads.hpp"
#include "models/chemistry/lane_work.hpp"

namespace lantian {

namespace chemistry_lanes {

std::size_t scratch_doubles(const Work& w) {
    const CompiledMechanism& m = *w.mechanism;
    const auto stages = static_cast<std::size_t>(w.options->method->stages);
    const std::size_t vectors = m.derivatives + m.reactions() + m.entries + m.variables * (5 + 3 * stages) +
                                w.parameter_count * m.variables + m.reactions() + w.program->constant.size() +
                                w.program->thermal.size() + m.fixed_species.size();
    return vectors * k_lanes + w.parameter_count * (m.reactions() + m.variables) + k_lanes;
}

Paths choose_paths(LanePath path) {
#if defined(__x86_64__) && defined(__GNUC__)
    const InstructionSet best = instruction_set();
    const auto at_least = [&](LanePath wish, InstructionSet set) {
        return path == LanePath::best ? best >= set : path >= wish && supported(set);
    };
    if (at_least(LanePath::avx512, InstructionSet::avx512)) return {avx512::advance, avx512::rates, avx512::grs};
    if (at_least(LanePath::avx2, InstructionSet::avx2)) return {avx2::advance, avx2::rates, avx2::grs};
#endif
    return {plain::advance, plain::rates, plain::grs};
}

namespace {

struct Free {
    void operator()(double* p) const { std::free(p); }
};
using Scratch = std::unique_ptr<double[], Free>;

Scratch make_scratch(std::size_t doubles) {
    const std::size_t bytes = (doubles * sizeof(double) + 63) / 64 * 64;
    Scratch out(static_cast<double*>(std::aligned_alloc(64, bytes)));
    if (!out) throw std::bad_alloc();
    std::fill_n(out.get(), bytes / sizeof(double), 0.0);
    return out;
}

}  // namespace

}  // namespace chemistry_lanes

namespace lanes = chemistry_lanes;

std::vector<double> tolerances_by_lifetime(const Mechanism& mechanism, double long_lived, double short_lived) {
    std::vector<double> out;
    for (const MechanismSpecies& s : mechanism.species) {
        if (!s.fixed) out.push_back(s.short_lived ? short_lived : long_lived);
    }
    return out;
}

ChemistrySolver::ChemistrySolver(const Mechanism& mechanism, ChemistryOptions options)
    : options_(std::move(options)),
      compiled_(compile(mechanism)),
      program_(rate_program(mechanism, compiled_)),
      photolysis_(mechanism.photolysis.size()),
      externals_(mechanism.externals.size()) {
    for (const std::size_t s : compiled_.species_of) names_.push_back(mechanism.species[s].name);
    const std::size_t n = compiled_.variables;
    LANTIAN_ASSERT(options_.absolute_tolerances.empty() || options_.absolute_tolerances.size() == n);
    absolute_tolerance_.assign(n, options_.absolute_tolerance);
    for (std::size_t v = 0; v < options_.absolute_tolerances.size(); ++v)
        absolute_tolerance_[compiled_.position_of[v]] = options_.absolute_tolerances[v];
}

void ChemistrySolver::set_parameters(std::vector<SensitivityParameter> parameters) {
    parameters_ = std::move(parameters);
}

void ChemistrySolver::set_path(LanePath path) { path_ = path; }

std::size_t ChemistrySolver::variable(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) {
        const std::string near = nearest_name(name, names_);
        throw Error(ErrorKind::bad_data, "E602", fmt::format("species {} is no variable of the mechanism", name),
                    near.empty() ? "see the mechanism's list of species" : "did you mean " + near + "?");
    }
    return static_cast<std::size_t>(found - names_.begin());
}

ChemistryReport ChemistrySolver::advance(const ChemistryCells& cells, double dt_s) const {
    LANTIAN_ASSERT(cells.concentration.size() == cells.cells * variables() && cells.step_s.size() == cells.cells);
    LANTIAN_ASSERT(cells.fixed.size() == cells.cells * compiled_.fixed_species.size());
    LANTIAN_ASSERT(cells.photolysis_per_s.size() == cells.cells * photolysis_);
    LANTIAN_ASSERT(cells.external.size() == cells.cells * externals_);
    LANTIAN_ASSERT(cells.sensitivity.size() == cells.cells * parameters_.size() * variables());
    ChemistryReport report;
    if (cells.cells == 0) return report;
    std::vector<std::uint8_t> failed(cells.cells, 0);
    std::vector<double> clipped(cells.cells, 0.0);
    // The division into ranges changes no bit of any cell: only how threads share the work.
    // A thread is worth waking for a few vectors of cells.
    constexpr std::size_t k_least_cells = 4 * lanes::k_lanes;
    const std::size_t most = std::max<std::size_t>(1, cells.cells / k_least_cells);
    const std::size_t threads = std::min(most, static_cast<std::size_t>(std::max(1, options_.threads)));
    const std::size_t parts = threads == 1 ? 1 : std::min(most, threads * 4);
    std::vector<lanes::Work> works(parts);
    const lanes::Paths paths = lanes::choose_paths(path_);
    const auto advance_part = [&](std::size_t p) {
        lanes::Work& w = works[p];
        w = {&compiled_,
             &program_,
             &options_,
             &cells,
             parameters_.data(),
             parameters_.size(),
             absolute_tolerance_.data(),
             photolysis_,
             externals_,
             dt_s,
             cells.cells * p / parts,
             cells.cells * (p + 1) / parts,
             nullptr,
             failed.data(),
             clipped.data(),
             0,
             0,
             0};
        const lanes::Scratch scratch = lanes::make_scratch(lanes::scratch_doubles(w));
        w.scratch = scratch.get();
        paths.advance(w);
    };
    if (threads == 1)
        advance_part(0);
    else
        parallel_for(parts, static_cast<int>(threads), advance_part);
    for (const lanes::Work& w : works) {
        report.steps += w.steps;
        report.rejected += w.rejected;
        report.forced += w.forced;
    }
    Sum sum;
    for (std::size_t i = 0; i < cells.cells; ++i) {
        if (failed[i] != 0) report.failed.push_back(i);
        sum.add(clipped[i]);
    }
    report.clipped_molecules_cm3 = sum.value();
    return report;
}

std::vector<double> ChemistrySolver::rates(const ChemistryCells& cells) const {
    std::vector<double> out(cells.cells * compiled_.reactions());
    if (cells.cells == 0) return out;
    lanes::Work w{&compiled_,  &program_,  &options_, &cells, nullptr,     0,       absolute_tolerance_.data(),
                  photolysis_, externals_, 0.0,       0,      cells.cells, nullptr, nullptr,
                  nullptr,     0,          0,         0};
    const lanes::Scratch scratch = lanes::make_scratch(lanes::scratch_doubles(w));
    w.scratch = scratch.get();
    lanes::choose_paths(path_).rates(w, out.data());
    return out;
}

}  // namespace lantian
