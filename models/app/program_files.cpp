#include "models/app/program_files.hpp"

#include <dlfcn.h>

#include <algorithm>

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace lantian {

namespace fs = std::filesystem;

namespace {

void here() {}

/// The file this code runs from: the program, or the Python module.
fs::path running_file() {
    Dl_info info{};
    std::error_code failed;
    if (dladdr(reinterpret_cast<void*>(&here), &info) != 0 && info.dli_fname != nullptr) {
        const fs::path file(info.dli_fname);
        if (file.filename().string().find(".so") != std::string::npos) return fs::canonical(file, failed);
    }
    return fs::read_symlink("/proc/self/exe", failed);
}

}  // namespace

std::vector<fs::path> program_folders(const std::string& kind) {
    const fs::path folder = running_file().parent_path();
    std::vector<fs::path> out;
    std::error_code failed;
    for (const fs::path& place :
         {folder / kind, folder / LANTIAN_SHARE_FROM_PROGRAM / kind, fs::path(LANTIAN_SOURCE_INPUTS) / kind}) {
        if (fs::is_directory(place, failed)) out.push_back(place.lexically_normal());
    }
    return out;
}

std::vector<std::string> carried_mechanisms() {
    std::vector<std::string> out;
    std::error_code failed;
    for (const fs::path& folder : program_folders("mechanisms")) {
        for (const auto& entry : fs::directory_iterator(folder, failed)) {
            const std::string name = entry.path().stem().string();
            // What stands beside a mechanism (name_bands.json: its photolysis by bands) is no mechanism.
            if (entry.path().extension() == ".json" && !name.ends_with("_bands")) out.push_back(name);
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::string mechanism_file(const std::string& name_or_path) {
    if (name_or_path.find_first_of("./") != std::string::npos) return name_or_path;
    std::error_code failed;
    for (const fs::path& folder : program_folders("mechanisms")) {
        const fs::path file = folder / (name_or_path + ".json");
        if (!name_or_path.ends_with("_bands") && fs::is_regular_file(file, failed)) return file.string();
    }
    throw Error(Problem{Severity::error, ErrorKind::missing_input, "E612", "", 0, 0,
                        fmt::format("no mechanism \"{}\" comes with the program", name_or_path),
                        fmt::format("take one of {}, or name a file of your own with its ending or a slash",
                                    fmt::join(carried_mechanisms(), ", "))});
}

}  // namespace lantian
