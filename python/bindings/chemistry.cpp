#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/parallel/threads.hpp"
#include "inputs/readers/chemistry_case.hpp"
#include "inputs/readers/mechanism.hpp"
#include "models/app/program_files.hpp"
#include "models/app/verbs.hpp"
#include "models/chemistry/box.hpp"
#include "python/bindings/bindings.hpp"

namespace nb = nanobind;

namespace {

using namespace lantian;

/// A vector as a read-only array that owns it.
nb::object array(std::vector<double> values, std::initializer_list<std::size_t> shape) {
    auto owner = std::make_unique<std::vector<double>>(std::move(values));
    double* data = owner->data();
    const nb::capsule keep(owner.release(), [](void* p) noexcept { delete static_cast<std::vector<double>*>(p); });
    return nb::cast(nb::ndarray<nb::numpy, const double>(data, shape.size(), shape.begin(), keep));
}

struct Series {
    std::vector<std::string> names, notes;
    std::vector<double> time_s, ppb, per_ln_x, per_ln_y, x_factor, y_factor;
    BoxReport report;
    Problems problems;
};

Series run_series(const std::string& mechanism_name, const std::string& case_text, const std::string& case_path,
                  int threads) {
    Series out;
    const Mechanism mechanism = read_mechanism(mechanism_file(mechanism_name), out.problems);
    const ChemistryCase box_case = parse_chemistry_case(case_text, case_path, out.problems);
    out.problems.throw_if_errors();
    Box box(mechanism, box_case, thread_count(threads), out.problems);
    out.problems.throw_if_errors();
    const std::vector<std::string> names = box.names();
    std::vector<std::size_t> columns;
    for (std::size_t v = 0; v < names.size(); ++v) {
        const auto& wanted = box_case.output_species;
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), names[v]) == wanted.end()) continue;
        columns.push_back(v);
        out.names.push_back(names[v]);
    }
    out.report = box.run([&](double time_s, std::span<const double> ppb) {
        out.time_s.push_back(time_s);
        for (std::size_t cell = 0; cell < box.cells(); ++cell) {
            for (const std::size_t v : columns) {
                out.ppb.push_back(ppb[cell * names.size() + v]);
                if (!box_case.scan_sensitivity) continue;
                out.per_ln_x.push_back(box.sensitivity()[cell * 2 * names.size() + v]);
                out.per_ln_y.push_back(box.sensitivity()[(cell * 2 + 1) * names.size() + v]);
            }
        }
    });
    for (std::size_t cell = 0; cell < box.cells(); ++cell) {
        out.x_factor.push_back(box.x_factor(cell));
        out.y_factor.push_back(box.y_factor(cell));
    }
    out.notes = mechanism.notes;
    out.notes.insert(out.notes.end(), box.notes().begin(), box.notes().end());
    print_problems(out.problems.all());
    return out;
}

nb::dict run_box(const std::string& mechanism, const std::string& case_text, const std::string& case_path,
                 int threads) {
    Series s;
    {
        const nb::gil_scoped_release released;
        s = run_series(mechanism, case_text, case_path, threads);
    }
    const std::size_t times = s.time_s.size(), cells = s.x_factor.size(), species = s.names.size();
    nb::dict out;
    out["species"] = s.names;
    out["notes"] = s.notes;
    out["time_s"] = array(std::move(s.time_s), {times});
    out["ppb"] = array(std::move(s.ppb), {times, cells, species});
    if (!s.per_ln_x.empty()) {
        out["per_ln_x_ppb"] = array(std::move(s.per_ln_x), {times, cells, species});
        out["per_ln_y_ppb"] = array(std::move(s.per_ln_y), {times, cells, species});
    }
    out["x_factor"] = array(std::move(s.x_factor), {cells});
    out["y_factor"] = array(std::move(s.y_factor), {cells});
    out["steps"] = s.report.steps;
    out["rejected"] = s.report.rejected;
    out["forced"] = s.report.forced;
    out["failed"] = s.report.failed;
    out["clipped_ppb"] = s.report.clipped_ppb;
    return out;
}

}  // namespace

void bind_chemistry(nb::module_& module) {
    module.def("carried_mechanisms", &carried_mechanisms, "Names of the mechanisms that come with the program.");
    module.def("run_box", &run_box, nb::arg("mechanism"), nb::arg("case_text"), nb::arg("case_path"),
               nb::arg("threads"),
               "Runs a mechanism (name or file) in the boxes of a case (TOML text; case_path names it in messages and "
               "is where relative paths begin). Arrays: time_s [time], ppb [time, cell, species] and, where the case "
               "asks for it, its derivatives per ln factor. The Python lock is released meanwhile.");
}
