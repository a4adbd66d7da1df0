#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "core/parallel/threads.hpp"
#include "inputs/readers/chemistry_case.hpp"
#include "inputs/readers/mechanism.hpp"
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

/// Largest and last value of every species in every box of a scan.
class ScanTable {
  public:
    ScanTable(const Box& box, const ChemistryCase& c) : box_(box), names_(box.names()) {
        for (std::size_t v = 0; v < names_.size(); ++v) {
            const bool wanted = c.output_species.empty() ? names_[v] == "O3"
                                                         : std::find(c.output_species.begin(), c.output_species.end(),
                                                                     names_[v]) != c.output_species.end();
            if (wanted) columns_.push_back(v);
        }
        largest_.assign(box.cells() * names_.size(), 0.0);
        last_ = largest_;
    }
    void add(double, std::span<const double> ppb) {
        for (std::size_t i = 0; i < ppb.size(); ++i) largest_[i] = std::max(largest_[i], ppb[i]);
        last_.assign(ppb.begin(), ppb.end());
    }
    [[nodiscard]] std::string text() const {
        std::string out = "x_factor,y_factor";
        for (const std::size_t v : columns_) out += fmt::format(",{}_max_ppb,{}_end_ppb", names_[v], names_[v]);
        out += "\n";
        for (std::size_t cell = 0; cell < box_.cells(); ++cell) {
            out += fmt::format("{:g},{:g}", box_.x_factor(cell), box_.y_factor(cell));
            for (const std::size_t v : columns_)
                out +=
                    fmt::format(",{:.8g},{:.8g}", largest_[cell * names_.size() + v], last_[cell * names_.size() + v]);
            out += "\n";
        }
        return out;
    }

  private:
    const Box& box_;
    std::vector<std::string> names_;
    std::vector<std::size_t> columns_;
    std::vector<double> largest_, last_;
};

}  // namespace

int verb_box(const CommonOptions& common, const std::string& mechanism_file, const std::string& case_file,
             const std::string& out) {
    Problems problems;
    const Mechanism mechanism = read_mechanism(mechanism_file, problems);
    const ChemistryCase box_case = read_chemistry_case(case_file, problems);
    problems.throw_if_errors();
    Box box(mechanism, box_case, thread_count(common.threads), problems);
    problems.throw_if_errors();
    const bool scan = box.cells() > 1;
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
