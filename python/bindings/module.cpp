#include <nanobind/nanobind.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <iostream>
#include <mutex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/version.hpp"
#include "models/app/program.hpp"
#include "models/app/verbs.hpp"
#include "python/bindings/bindings.hpp"

namespace nb = nanobind;

namespace {

/// Runs a verb of the program in this process and catches what it writes to stdout (its answer); progress and messages
/// go to stderr.
std::pair<int, std::string> call(const std::vector<std::string>& arguments) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    std::vector<const char*> argv{"lantian"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::ostringstream answer;
    struct Redirect {
        explicit Redirect(std::streambuf* to) : before(std::cout.rdbuf(to)) {}
        ~Redirect() { std::cout.rdbuf(before); }
        std::streambuf* before;
    } redirect(answer.rdbuf());
    const int code = lantian::run_program(static_cast<int>(argv.size()), argv.data());
    return {code, answer.str()};
}

}  // namespace

NB_MODULE(_core, module) {
    module.doc() = "C++ part of lantian; use it through the package lantian.";
    // What the library refuses, as (exit code, problems in JSON); the package makes a LantianError of it.
    static PyObject* const refused = PyErr_NewException("lantian._core.Refused", PyExc_Exception, nullptr);
    module.attr("Refused") = nb::handle(refused);
    nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
        try {
            std::rethrow_exception(thrown);
        } catch (const lantian::Error& error) {
            const nb::tuple arguments =
                nb::make_tuple(static_cast<int>(error.kind()), lantian::problems_json(error.problems()).dump());
            PyErr_SetObject(refused, arguments.ptr());
        }
    });
    bind_chemistry(module);
    module.def(
        "version", [] { return std::string{lantian::k_version}; }, "Program version, for example '0.1.0'.");
    module.def(
        "commit", [] { return std::string{lantian::k_commit}; },
        "Commit the module was built from; 'unknown' outside git.");
    module.def("call", &call, nb::arg("arguments"), nb::call_guard<nb::gil_scoped_release>(),
               "Run a verb of the program, for example ['version', '--json']; returns (exit code, what it wrote to "
               "stdout). The Python lock is "
               "released meanwhile.");
}
