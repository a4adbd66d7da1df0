#pragma once

#include <string>

#include "core/data/grid.hpp"
#include "core/data/scenario.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/emissions.hpp"
#include "tests/support/temp_dir.hpp"

namespace lantian::test {

/// A small domain around 112.5 E, 35.1 N with a scenario to which emission files are added.
struct EmissionCase {
    TempDir dir;
    Scenario scenario;
    Grid grid;

    EmissionCase() : grid(make_grid()) {
        scenario.time.start = from_calendar(2027, 1, 15, 0, 0, 0, 28800);
        scenario.time.hours = 48;
    }
    static Grid make_grid() {
        const double bounds[4]{112.0, 34.8, 113.0, 35.4};
        return grid_from_bounds(Projection::utm({112.5, 35.1}), bounds, 1000.0);
    }
    EmissionCase& table(const char* name, const std::string& text) {
        scenario.emissions.tables.push_back(dir.write(name, text));
        return *this;
    }
    [[nodiscard]] EmissionInputs read(Problems& problems) const { return read_emissions(scenario, grid, problems); }

    /// All problems, one a line, with the folder taken out.
    [[nodiscard]] std::string texts(const Problems& problems) const {
        std::string out;
        for (const Problem& p : problems.all()) out += p.text() + "\n";
        const std::string folder = dir.path().string() + "/";
        for (auto at = out.find(folder); at != std::string::npos; at = out.find(folder)) out.erase(at, folder.size());
        return out;
    }
};

/// Writes a flux file on longitude and latitude; `values` is (lat, lon).
inline std::string write_flux(const TempDir& dir, const char* name, const std::vector<double>& lon,
                              const std::vector<double>& lat, const std::vector<double>& values,
                              const std::string& units = "kg m-2 s-1") {
    std::string path = dir.file(name);
    NetcdfFile file = NetcdfFile::create(path);
    file.define_dimension("lat", lat.size());
    file.define_dimension("lon", lon.size());
    file.define_variable("lat", NetcdfFile::Type::f64, {"lat"});
    file.define_variable("lon", NetcdfFile::Type::f64, {"lon"});
    file.define_variable("emi_so2", NetcdfFile::Type::f64, {"lat", "lon"});
    file.attribute("lat", "units", std::string("degrees_north"));
    file.attribute("lon", "units", std::string("degrees_east"));
    if (!units.empty()) file.attribute("emi_so2", "units", units);
    file.write("lat", lat);
    file.write("lon", lon);
    file.write("emi_so2", values);
    file.close();
    return path;
}

}  // namespace lantian::test
