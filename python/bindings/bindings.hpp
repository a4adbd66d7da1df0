#pragma once

#include <nanobind/nanobind.h>

/// One function a subject; each adds its functions to lantian._core.
void bind_chemistry(nanobind::module_& module);
