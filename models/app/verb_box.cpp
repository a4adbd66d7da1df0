#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "core/parallel/threads.hpp"
#include "inputs/readers/chemistry_case.hpp"
#include "inputs/readers/mechanism.hpp"
#include "models/app/mechanism_description.hpp"
#include "models/app/program_files.hpp"
#include "models/app/verbs.hpp"
#include "models/chemistry/box.hpp"

namespace lantian {

namespace {

/// Series of one box: time and mixing ratios.
class SeriesTable {
  public:
    SeriesTable(const Box& box, const ChemistryCase& c) {
        const std::vector<std::string> names = box.names();
        for (std::size_t v = 0; v < names.size(); ++v) {
            const bool wanted = c.output_species.empty() || std::find(c.output_species.begin(), c.output_species.end(),
                                                                      names[v]) != c.output_species.end();
            if (!wanted) continue;
            columns_.push_back(v);
            text_ += (text_.empty() ? "time_s," : ",") + names[v];
        }
        text_ += "\n";
    }
    void add(double time_s, std::span<const double> ppb) {
        text_ += fmt::format("{:.12g}", time_s);
        for (const std::size_t v : columns_) text_ += fmt::format(",{:.10e}", ppb[v]);
        text_ += "\n";
    }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::vector<std::size_t> columns_;
    std::string text_;
};

/// Largest and last value of every species in every box of a scan, and how the largest follows the factors.
class ScanTable {
  public:
    ScanTable(const Box& box, const ChemistryCase& c)
        : box_(box), names_(box.names()), sensitivity_(c.scan_sensitivity) {
        for (std::size_t v = 0; v < names_.size(); ++v) {
            const bool wanted = c.output_species.empty() ? names_[v] == "O3"
                                                         : std::find(c.output_species.begin(), c.output_species.end(),
                                                                     names_[v]) != c.output_species.end();
            if (wanted) columns_.push_back(v);
        }
        cells_.resize(box.cells() * columns_.size());
    }
    void add(double time_s, std::span<const double> ppb) {
        for (std::size_t cell = 0; cell < box_.cells(); ++cell) {
            for (std::size_t k = 0; k < columns_.size(); ++k) {
                Cell& c = cells_[cell * columns_.size() + k];
                c.last = ppb[cell * names_.size() + columns_[k]];
                if (time_s > 0.0 && !(c.last > c.largest)) continue;
                c.largest = c.last;
                if (!sensitivity_) continue;
                const auto at = [&](std::size_t p) {
                    return box_.sensitivity()[(cell * 2 + p) * names_.size() + columns_[k]];
                };
                c.per_ln_x = at(0);
                c.per_ln_y = at(1);
            }
        }
    }
    [[nodiscard]] std::string text() const {
        std::string out = "x_factor,y_factor";
        for (const std::size_t v : columns_) {
            out += fmt::format(",{0}_max_ppb,{0}_end_ppb", names_[v]);
            if (sensitivity_) out += fmt::format(",{0}_max_per_ln_x_ppb,{0}_max_per_ln_y_ppb", names_[v]);
        }
        out += "\n";
        for (std::size_t cell = 0; cell < box_.cells(); ++cell) {
            out += fmt::format("{:g},{:g}", box_.x_factor(cell), box_.y_factor(cell));
            for (std::size_t k = 0; k < columns_.size(); ++k) {
                const Cell& c = cells_[cell * columns_.size() + k];
                out += fmt::format(",{:.8g},{:.8g}", c.largest, c.last);
                if (sensitivity_) out += fmt::format(",{:.8g},{:.8g}", c.per_ln_x, c.per_ln_y);
            }
            out += "\n";
        }
        return out;
    }

  private:
    struct Cell {
        double largest = 0.0, last = 0.0, per_ln_x = 0.0, per_ln_y = 0.0;
    };
    const Box& box_;
    std::vector<std::string> names_;
    std::vector<std::size_t> columns_;
    bool sensitivity_;
    std::vector<Cell> cells_;
};

/// What a mechanism holds, without running anything.
int describe(const CommonOptions& common, const Mechanism& mechanism, const Problems& problems) {
    print_problems(problems.all());
    const CompiledMechanism compiled = compile(mechanism);
    if (common.json)
        std::cout << mechanism_json(mechanism, compiled).dump() << '\n';
    else
        std::cout << mechanism_text(mechanism, compiled);
    return exit_code(problems, common.strict);
}

}  // namespace

int verb_box(const CommonOptions& common, const std::string& mechanism_name, const std::string& case_file,
             const std::string& out) {
    Problems problems;
    const Mechanism mechanism = read_mechanism(mechanism_file(mechanism_name), problems);
    if (case_file.empty()) {
        problems.throw_if_errors();
        return describe(common, mechanism, problems);
    }
    const ChemistryCase box_case = read_chemistry_case(case_file, problems);
    problems.throw_if_errors();
    Box box(mechanism, box_case, thread_count(common.threads), problems);
    problems.throw_if_errors();
    const bool scan = !box_case.scan_x.factors.empty();
    SeriesTable series(box, box_case);
    ScanTable table(box, box_case);
    const auto start = std::chrono::steady_clock::now();
    const BoxReport report = box.run([&](double time_s, std::span<const double> ppb) {
        if (scan)
            table.add(time_s, ppb);
        else
            series.add(time_s, ppb);
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!out.empty()) write_text_file(out, scan ? table.text() : series.text());
    if (report.failed > 0)
        problems.add({Severity::error, ErrorKind::internal, "E610", case_file, 0, 0,
                      fmt::format("the solver failed in {} of {} boxes; they keep the state of their last good step",
                                  report.failed, report.cells),
                      "check the rates, or take a smaller solver.rtol"});
    if (report.forced > 0)
        problems.add({Severity::warning, ErrorKind::bad_data, "W611", case_file, 0, 0,
                      fmt::format("{} steps of the least length were taken without error control", report.forced),
                      "check the rates and solver.atol_ppb"});
    std::vector<std::string> notes = mechanism.notes;
    notes.insert(notes.end(), box.notes().begin(), box.notes().end());
    print_problems(problems.all());
    const double rate = seconds > 0.0 ? static_cast<double>(report.cell_steps) / seconds : 0.0;
    if (common.json) {
        std::cout << Json{{"steps", report.steps},
                          {"rejected", report.rejected},
                          {"seconds", seconds},
                          {"cell_steps_per_second", rate},
                          {"cells", report.cells},
                          {"cell_steps", report.cell_steps},
                          {"forced", report.forced},
                          {"failed", report.failed},
                          {"clipped_ppb", report.clipped_ppb},
                          {"mechanism", mechanism.name},
                          {"species", mechanism.species.size()},
                          {"reactions", mechanism.reactions.size()},
                          {"out", out},
                          {"notes", notes}}
                         .dump()
                  << '\n';
    } else {
        std::cout << fmt::format(
            "{}: {} species, {} reactions; {} boxes, {} steps, {} rejected, {:.3g} s, {:.4g} cell-steps s-1; clipped "
            "{:.3g} ppb\n",
            mechanism.name, mechanism.species.size(), mechanism.reactions.size(), report.cells, report.steps,
            report.rejected, seconds, rate, report.clipped_ppb);
        for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    }
    return exit_code(problems, common.strict);
}

}  // namespace lantian
