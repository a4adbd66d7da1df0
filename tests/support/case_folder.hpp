#pragma once

#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <string>

namespace lantian::test {

/// A folder of its own for one test, removed at the end.
class CaseFolder {
  public:
    explicit CaseFolder(const std::string& name)
        : path_(std::filesystem::temp_directory_path() / ("lantian_" + name + "_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    CaseFolder(const CaseFolder&) = delete;
    CaseFolder& operator=(const CaseFolder&) = delete;
    ~CaseFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    [[nodiscard]] std::string string() const { return path_.string(); }
    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& text) const {
        const auto file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file.string();
    }

  private:
    std::filesystem::path path_;
};

}  // namespace lantian::test
