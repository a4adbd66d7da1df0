#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <string>

#include "core/base/version.hpp"

namespace nb = nanobind;

NB_MODULE(_core, module) {
    module.doc() = "C++ part of lantian; use it through the package lantian.";
    module.def(
        "version", [] { return std::string{lantian::k_version}; }, "Program version, for example '0.1.0'.");
    module.def(
        "commit", [] { return std::string{lantian::k_commit}; },
        "Commit the module was built from; 'unknown' outside git.");
}
