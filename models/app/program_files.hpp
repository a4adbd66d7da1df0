#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// Files that come with the program: mechanisms and examples.
namespace lantian {

/// Folders that may hold `kind` ("mechanisms", "examples"), most trusted first: beside the Python module, under the
/// share folder of the installation this program runs from, in the source tree it was built from. Only those that are
/// there.
[[nodiscard]] std::vector<std::filesystem::path> program_folders(const std::string& kind);

/// Names of the mechanisms that come with the program, sorted ("cb05", "cb6r5", "grs").
[[nodiscard]] std::vector<std::string> carried_mechanisms();

/// The file of a mechanism: a word without dot and slash is one that comes with the program, everything else a path.
/// Throws Error E612 for a word that is none of them.
[[nodiscard]] std::string mechanism_file(const std::string& name_or_path);

}  // namespace lantian
