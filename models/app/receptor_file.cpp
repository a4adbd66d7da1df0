#include "models/app/receptor_file.hpp"

#include <chrono>
#include <filesystem>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/time.hpp"
#include "core/base/version.hpp"
#include "core/io/atomic_write.hpp"

namespace lantian {

void write_receptor_file(const std::string& path, const std::string& title, const std::vector<std::string>& notes,
                         const std::function<void(NetcdfFile&)>& fill) {
    try {
        NetcdfFile file = NetcdfFile::create(part_name(path));
        const auto now =
            std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
        file.attribute("", "Conventions", "CF-1.11, ACDD-1.3");
        file.attribute("", "title", title);
        file.attribute("", "source", fmt::format("lantian {}", k_version));
        file.attribute("", "history", format_time(UtcTime{now.count()}) + " written by lantian");
        file.attribute("", "notes", fmt::format("{}", fmt::join(notes, "\n")));
        fill(file);
        file.close();
        publish_part(path);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(part_name(path), ignored);
        throw;
    }
}

void add_numbers(NetcdfFile& file, const std::string& name, const std::vector<std::string>& dimensions,
                 const std::string& long_name, const std::string& units, const std::vector<double>& values) {
    NetcdfFile::Storage storage;
    // Coordinates have no missing values.
    if (dimensions.size() != 1 || dimensions.front() != name)
        storage.fill_value = std::numeric_limits<double>::quiet_NaN();
    file.define_variable(name, NetcdfFile::Type::f64, dimensions, storage);
    file.attribute(name, "long_name", long_name);
    file.attribute(name, "units", units);
    file.write(name, values);
}

void add_texts(NetcdfFile& file, const std::string& name, const std::vector<std::string>& dimensions,
               const std::string& long_name, const std::vector<std::string>& values) {
    file.define_variable(name, NetcdfFile::Type::text, dimensions);
    file.attribute(name, "long_name", long_name);
    file.write_texts(name, values);
}

}  // namespace lantian
