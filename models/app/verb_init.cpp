#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "models/app/program_files.hpp"
#include "models/app/verbs.hpp"

namespace lantian {

namespace fs = std::filesystem;

namespace {

fs::path find_example(const std::string& name) {
    std::vector<std::string> known;
    std::error_code failed;
    for (const fs::path& root : program_folders("examples")) {
        for (const auto& entry : fs::directory_iterator(root, failed)) {
            if (!entry.is_directory()) continue;
            if (entry.path().filename() == name) return entry.path();
            known.push_back(entry.path().filename().string());
        }
    }
    const std::string offer = nearest_name(name, known);
    throw Error(ErrorKind::missing_input, "E401", fmt::format("no example \"{}\"", name),
                offer.empty() ? "" : fmt::format("did you mean \"{}\"?", offer));
}

}  // namespace

int verb_init(const CommonOptions& common, const std::string& folder, const std::string& example) {
    const fs::path source = find_example(example);
    std::error_code failed;
    if (fs::exists(folder, failed) && !(fs::is_directory(folder, failed) && fs::is_empty(folder, failed))) {
        throw Error(Problem{Severity::error, ErrorKind::io, "E440", folder, 0, 0,
                            "folder is there already and not empty", "name a new folder"});
    }
    fs::create_directories(folder, failed);
    if (!failed) fs::copy(source, folder, fs::copy_options::recursive, failed);
    if (failed) {
        throw Error(Problem{Severity::error, ErrorKind::io, "E440", folder, 0, 0,
                            "cannot be written: " + failed.message(), "check space and rights"});
    }
    const std::string scenario = (fs::path(folder) / (example + ".toml")).string();
    if (common.json) {
        std::cout << Json{{"folder", folder}, {"example", example}, {"scenario", scenario}}.dump() << '\n';
    } else {
        std::cout << fmt::format("{} written; {} and the first lines of {} say how to run it\n", folder,
                                 (fs::path(folder) / "README.md").string(), scenario);
    }
    return 0;
}

}  // namespace lantian
