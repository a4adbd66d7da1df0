#include "core/io/grid_mapping.hpp"

#include <map>
#include <vector>

namespace lantian {

void define_grid_mapping(NetcdfFile& file, const std::string& variable, const Projection& projection) {
    file.define_variable(variable, NetcdfFile::Type::i32, {});
    if (!projection.cf_grid_mapping_name().empty())
        file.attribute(variable, "grid_mapping_name", projection.cf_grid_mapping_name());
    std::map<std::string, std::vector<double>>
        gathered;  // a name that stands twice (standard_parallel) is one attribute of two values
    for (const auto& [name, value] : projection.cf_numbers()) gathered[name].push_back(value);
    for (const auto& [name, values] : gathered) file.attribute(variable, name, values);
    file.attribute(variable, "crs_wkt", projection.wkt());
    file.attribute(variable, "proj_string", projection.definition());
}

}  // namespace lantian
