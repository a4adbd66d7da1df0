#include "core/io/netcdf_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <netcdf.h>

#include "core/base/assert.hpp"
#include "core/base/error.hpp"
#include "core/io/file_check.hpp"

namespace lantian {

namespace {

using Lock = std::scoped_lock<std::recursive_mutex>;

/// No compression of ours or of WRF packs better than this; a header that declares more values than that is damaged.
constexpr double k_max_expansion = 1100.0;
constexpr double k_always_allowed_bytes = 1073741824.0;

[[noreturn]] void fail(ErrorKind kind, const char* code, const std::string& path, const std::string& message,
                       const char* hint) {
    throw Error(Problem{Severity::error, kind, code, path, 0, 0, message, hint});
}
[[noreturn]] void fail_open(const std::string& path, const std::string& message) {
    fail(ErrorKind::bad_data, "E430", path, message,
         "copy the file again from where it was made; ncdump -h should list its variables");
}
[[noreturn]] void fail_shape(const std::string& path, const std::string& message) {
    fail(ErrorKind::bad_data, "E432", path, message, "see FORMATS.md");
}
[[noreturn]] void fail_write(const std::string& path, const std::string& message) {
    fail(ErrorKind::io, "E440", path, message, "check space and rights of the output folder");
}

void check_read(int status, const std::string& path, const std::string& what) {
    if (status != NC_NOERR) fail_open(path, fmt::format("{}: {}", what, nc_strerror(status)));
}
void check_write(int status, const std::string& path, const std::string& what) {
    if (status != NC_NOERR) fail_write(path, fmt::format("writing {}: {}", what, nc_strerror(status)));
}

int variable_id(int file, const std::string& path, const std::string& name) {
    int id = -1;
    if (nc_inq_varid(file, name.c_str(), &id) != NC_NOERR) {
        fail(ErrorKind::bad_data, "E431", path, fmt::format("variable {} is missing", name),
             "see FORMATS.md for the variables that are needed");
    }
    return id;
}
int variable_or_global(int file, const std::string& path, const std::string& name) {
    return name.empty() ? NC_GLOBAL : variable_id(file, path, name);
}

std::vector<std::size_t> shape(int file, int variable, const std::string& path, const std::string& name) {
    int rank = 0;
    check_read(nc_inq_varndims(file, variable, &rank), path, name);
    std::vector<int> ids(static_cast<std::size_t>(rank));
    check_read(nc_inq_vardimid(file, variable, ids.data()), path, name);
    std::vector<std::size_t> lengths;
    for (int id : ids) {
        std::size_t length = 0;
        check_read(nc_inq_dimlen(file, id, &length), path, name);
        lengths.push_back(length);
    }
    return lengths;
}

/// Number of values, refused when the file cannot hold as many.
std::size_t plausible_count(std::span<const std::size_t> lengths, const std::string& path, const std::string& name) {
    double n = 1.0;
    for (std::size_t length : lengths) n *= static_cast<double>(length);
    const double limit =
        std::max(k_always_allowed_bytes, k_max_expansion * static_cast<double>(readable_file_size(path)));
    if (n * sizeof(double) > limit)
        fail_open(path, fmt::format("{} declares {:.3g} values, more than the file can hold: damaged", name, n));
    std::size_t count = 1;
    for (std::size_t length : lengths) count *= length;
    return count;
}

std::optional<double> number(int file, int variable, const char* name) {
    std::size_t length = 0;
    nc_type type = NC_NAT;
    if (nc_inq_att(file, variable, name, &type, &length) != NC_NOERR || length == 0) return std::nullopt;
    if (type == NC_CHAR || type == NC_STRING || type > NC_STRING || length > 100000) return std::nullopt;
    std::vector<double> values(length);
    if (nc_get_att_double(file, variable, name, values.data()) != NC_NOERR) return std::nullopt;
    return values.front();
}

bool is_number(nc_type type) { return type != NC_CHAR && type >= NC_BYTE && type <= NC_UINT64; }

void unpack(std::vector<double>& values, int file, int variable, nc_type type) {
    std::optional<double> fill = number(file, variable, "_FillValue");
    if (!fill && type == NC_FLOAT) fill = static_cast<double>(NC_FILL_FLOAT);
    if (!fill && type == NC_DOUBLE) fill = NC_FILL_DOUBLE;
    const std::optional<double> missing = number(file, variable, "missing_value");
    const double scale = number(file, variable, "scale_factor").value_or(1.0);
    const double offset = number(file, variable, "add_offset").value_or(0.0);
    for (double& value : values) {
        if ((fill && value == *fill) || (missing && value == *missing)) {
            value = std::numeric_limits<double>::quiet_NaN();
        } else if (scale != 1.0 || offset != 0.0) {
            value = value * scale + offset;
        }
    }
}

nc_type library_type(NetcdfFile::Type type) {
    switch (type) {
        case NetcdfFile::Type::f32:
            return NC_FLOAT;
        case NetcdfFile::Type::f64:
            return NC_DOUBLE;
        case NetcdfFile::Type::i32:
            return NC_INT;
        case NetcdfFile::Type::i64:
            return NC_INT64;
        case NetcdfFile::Type::text:
            return NC_STRING;
    }
    return NC_NAT;
}

std::string trimmed(const char* text, std::size_t length) {
    std::size_t n = 0;
    while (n < length && text[n] != '\0') ++n;
    while (n > 0 && text[n - 1] == ' ') --n;
    return {text, n};
}

std::size_t product(std::span<const std::size_t> counts) {
    std::size_t n = 1;
    for (std::size_t c : counts) n *= c;
    return n;
}

}  // namespace

NetcdfFile NetcdfFile::open(const std::string& path) {
    if (const std::string defect = netcdf_defect(path); !defect.empty()) fail_open(path, defect);
    const Lock lock(file_library_mutex());
    int id = -1;
    check_read(nc_open(path.c_str(), NC_NOWRITE, &id), path, "cannot be opened as NetCDF");
    return {id, path};
}

NetcdfFile NetcdfFile::create(const std::string& path) {
    const Lock lock(file_library_mutex());
    int id = -1;
    const int status = nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &id);
    if (status != NC_NOERR) fail_write(path, fmt::format("cannot be created: {}", nc_strerror(status)));
    return {id, path};
}

NetcdfFile::NetcdfFile(NetcdfFile&& other) noexcept
    : id_(std::exchange(other.id_, -1)), path_(std::move(other.path_)) {}

NetcdfFile& NetcdfFile::operator=(NetcdfFile&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(path_, other.path_);
    return *this;
}

NetcdfFile::~NetcdfFile() {
    if (id_ < 0) return;
    const Lock lock(file_library_mutex());
    nc_close(id_);
}

void NetcdfFile::close() {
    if (id_ < 0) return;
    const Lock lock(file_library_mutex());
    check_write(nc_close(std::exchange(id_, -1)), path_, "the last bytes");
}

std::vector<std::string> NetcdfFile::variables() const {
    const Lock lock(file_library_mutex());
    int n = 0;
    check_read(nc_inq_nvars(id_, &n), path_, "number of variables");
    std::vector<std::string> names;
    for (int v = 0; v < n; ++v) {
        std::array<char, NC_MAX_NAME + 1> name{};
        check_read(nc_inq_varname(id_, v, name.data()), path_, "name of a variable");
        names.emplace_back(name.data());
    }
    return names;
}

bool NetcdfFile::has_variable(const std::string& name) const {
    const Lock lock(file_library_mutex());
    int id = -1;
    return nc_inq_varid(id_, name.c_str(), &id) == NC_NOERR;
}

bool NetcdfFile::has_dimension(const std::string& name) const {
    const Lock lock(file_library_mutex());
    int id = -1;
    return nc_inq_dimid(id_, name.c_str(), &id) == NC_NOERR;
}

std::size_t NetcdfFile::dimension(const std::string& name) const {
    const Lock lock(file_library_mutex());
    int id = -1;
    if (nc_inq_dimid(id_, name.c_str(), &id) != NC_NOERR) {
        fail(ErrorKind::bad_data, "E431", path_, fmt::format("dimension {} is missing", name),
             "see FORMATS.md for the dimensions that are needed");
    }
    std::size_t length = 0;
    check_read(nc_inq_dimlen(id_, id, &length), path_, name);
    return length;
}

std::vector<std::string> NetcdfFile::dimensions_of(const std::string& variable) const {
    const Lock lock(file_library_mutex());
    const int id = variable_id(id_, path_, variable);
    int rank = 0;
    check_read(nc_inq_varndims(id_, id, &rank), path_, variable);
    std::vector<int> ids(static_cast<std::size_t>(rank));
    check_read(nc_inq_vardimid(id_, id, ids.data()), path_, variable);
    std::vector<std::string> names;
    for (int dimension_id : ids) {
        std::array<char, NC_MAX_NAME + 1> name{};
        check_read(nc_inq_dimname(id_, dimension_id, name.data()), path_, variable);
        names.emplace_back(name.data());
    }
    return names;
}

std::vector<std::size_t> NetcdfFile::shape_of(const std::string& variable) const {
    const Lock lock(file_library_mutex());
    return shape(id_, variable_id(id_, path_, variable), path_, variable);
}

std::vector<double> NetcdfFile::read(const std::string& variable) const {
    const std::vector<std::size_t> count = shape_of(variable);
    const std::vector<std::size_t> start(count.size(), 0);
    return read(variable, start, count);
}

std::vector<double> NetcdfFile::read(const std::string& variable, std::span<const std::size_t> start,
                                     std::span<const std::size_t> count) const {
    const Lock lock(file_library_mutex());
    const int id = variable_id(id_, path_, variable);
    nc_type type = NC_NAT;
    check_read(nc_inq_vartype(id_, id, &type), path_, variable);
    if (!is_number(type)) fail_shape(path_, fmt::format("variable {} holds no numbers", variable));
    const std::vector<std::size_t> whole = shape(id_, id, path_, variable);
    if (start.size() != whole.size() || count.size() != whole.size()) {
        fail_shape(path_, fmt::format("variable {} has {} dimensions where {} are expected", variable, whole.size(),
                                      count.size()));
    }
    for (std::size_t d = 0; d < whole.size(); ++d) {
        if (start[d] > whole[d] || count[d] > whole[d] - start[d]) {
            fail_shape(path_, fmt::format("variable {}: dimension {} has {} values, {} to {} were asked for", variable,
                                          d, whole[d], start[d], start[d] + count[d]));
        }
    }
    std::vector<double> values(plausible_count(count, path_, variable));
    if (values.empty()) return values;
    check_read(nc_get_vara_double(id_, id, start.data(), count.data(), values.data()), path_, "variable " + variable);
    unpack(values, id_, id, type);
    return values;
}

std::vector<std::string> NetcdfFile::read_texts(const std::string& variable) const {
    const Lock lock(file_library_mutex());
    const int id = variable_id(id_, path_, variable);
    nc_type type = NC_NAT;
    check_read(nc_inq_vartype(id_, id, &type), path_, variable);
    const std::vector<std::size_t> whole = shape(id_, id, path_, variable);
    const std::size_t n = plausible_count(whole, path_, variable);
    std::vector<std::string> texts;
    if (type == NC_STRING) {
        std::vector<char*> pointers(n, nullptr);
        check_read(n == 0 ? NC_NOERR : nc_get_var_string(id_, id, pointers.data()), path_, "variable " + variable);
        for (const char* p : pointers) texts.emplace_back(p == nullptr ? "" : p);
        nc_free_string(n, pointers.data());
    } else if (type == NC_CHAR) {
        std::vector<char> letters(n);
        check_read(n == 0 ? NC_NOERR : nc_get_var_text(id_, id, letters.data()), path_, "variable " + variable);
        const std::size_t length = whole.empty() ? 1 : whole.back();
        for (std::size_t at = 0; length > 0 && at + length <= n; at += length)
            texts.push_back(trimmed(letters.data() + at, length));
    } else {
        fail_shape(path_, fmt::format("variable {} holds no text", variable));
    }
    return texts;
}

std::optional<std::string> NetcdfFile::text_attribute(const std::string& variable, const std::string& name) const {
    const Lock lock(file_library_mutex());
    const int id = variable_or_global(id_, path_, variable);
    return attribute_text(id_, id, name);
}

std::optional<std::string> NetcdfFile::attribute_text(int group, int variable, const std::string& name) {
    nc_type type = NC_NAT;
    std::size_t length = 0;
    if (nc_inq_att(group, variable, name.c_str(), &type, &length) != NC_NOERR) return std::nullopt;
    if (type == NC_CHAR && length < (std::size_t{1} << 30)) {
        std::string text(length, '\0');
        if (nc_get_att_text(group, variable, name.c_str(), text.data()) != NC_NOERR) return std::nullopt;
        while (!text.empty() && text.back() == '\0') text.pop_back();
        return text;
    }
    if (type == NC_STRING && length == 1) {
        char* pointer = nullptr;
        if (nc_get_att_string(group, variable, name.c_str(), &pointer) != NC_NOERR) return std::nullopt;
        std::string text = pointer == nullptr ? "" : pointer;
        nc_free_string(1, &pointer);
        return text;
    }
    return std::nullopt;
}

std::optional<double> NetcdfFile::number_attribute(const std::string& variable, const std::string& name) const {
    const Lock lock(file_library_mutex());
    return number(id_, variable_or_global(id_, path_, variable), name.c_str());
}

std::optional<std::string> NetcdfFile::group_attribute(const std::string& group, const std::string& name) const {
    const Lock lock(file_library_mutex());
    int id = -1;
    if (nc_inq_grp_ncid(id_, group.c_str(), &id) != NC_NOERR) return std::nullopt;
    return attribute_text(id, NC_GLOBAL, name);
}

void NetcdfFile::define_dimension(const std::string& name, std::size_t length) {
    const Lock lock(file_library_mutex());
    int id = -1;
    check_write(nc_def_dim(id_, name.c_str(), length, &id), path_, "dimension " + name);
}

void NetcdfFile::define_variable(const std::string& name, Type type, const std::vector<std::string>& dimensions) {
    define_variable(name, type, dimensions, Storage{});
}

void NetcdfFile::define_variable(const std::string& name, Type type, const std::vector<std::string>& dimensions,
                                 const Storage& storage) {
    const Lock lock(file_library_mutex());
    std::vector<int> ids;
    for (const std::string& dimension : dimensions) {
        int id = -1;
        check_write(nc_inq_dimid(id_, dimension.c_str(), &id), path_,
                    fmt::format("dimension {} of {}", dimension, name));
        ids.push_back(id);
    }
    int variable = -1;
    const std::string what = "variable " + name;
    check_write(nc_def_var(id_, name.c_str(), library_type(type), static_cast<int>(ids.size()), ids.data(), &variable),
                path_, what);
    if (!storage.chunks.empty())
        check_write(nc_def_var_chunking(id_, variable, NC_CHUNKED, storage.chunks.data()), path_, what);
    if (storage.deflate_level > 0 && !ids.empty() && type != Type::text) {
        check_write(nc_def_var_deflate(id_, variable, 1, 1, storage.deflate_level), path_, what);
    }
    if (storage.fill_value && type != Type::text) {
        const float as_float = static_cast<float>(*storage.fill_value);
        const int as_int = type == Type::i32 ? static_cast<int>(*storage.fill_value) : 0;
        const long long as_long = type == Type::i64 ? static_cast<long long>(*storage.fill_value) : 0;
        const void* fill = type == Type::f32   ? static_cast<const void*>(&as_float)
                           : type == Type::f64 ? static_cast<const void*>(&*storage.fill_value)
                           : type == Type::i32 ? static_cast<const void*>(&as_int)
                                               : static_cast<const void*>(&as_long);
        check_write(nc_def_var_fill(id_, variable, NC_FILL, fill), path_, what);
    }
}

void NetcdfFile::attribute(const std::string& variable, const std::string& name, const std::string& text) {
    const Lock lock(file_library_mutex());
    check_write(nc_put_att_text(id_, variable_or_global(id_, path_, variable), name.c_str(), text.size(), text.data()),
                path_, "attribute " + name);
}

void NetcdfFile::attribute(const std::string& variable, const std::string& name, double value) {
    attribute(variable, name, std::span<const double>(&value, 1));
}

void NetcdfFile::attribute(const std::string& variable, const std::string& name, std::span<const double> values) {
    const Lock lock(file_library_mutex());
    const int id = variable_or_global(id_, path_, variable);
    check_write(nc_put_att_double(id_, id, name.c_str(), NC_DOUBLE, values.size(), values.data()), path_,
                "attribute " + name);
}

void NetcdfFile::define_group_attribute(const std::string& group, const std::string& name, const std::string& text) {
    const Lock lock(file_library_mutex());
    int id = -1;
    if (nc_inq_grp_ncid(id_, group.c_str(), &id) != NC_NOERR)
        check_write(nc_def_grp(id_, group.c_str(), &id), path_, "group " + group);
    check_write(nc_put_att_text(id, NC_GLOBAL, name.c_str(), text.size(), text.data()), path_, "attribute " + name);
}

void NetcdfFile::write(const std::string& variable, std::span<const double> values) {
    const std::vector<std::size_t> count = shape_of(variable);
    const std::vector<std::size_t> start(count.size(), 0);
    write(variable, start, count, values);
}

void NetcdfFile::write(const std::string& variable, std::span<const std::size_t> start,
                       std::span<const std::size_t> count, std::span<const double> values) {
    const Lock lock(file_library_mutex());
    LANTIAN_ASSERT(values.size() == product(count));
    if (values.empty()) return;
    const int id = variable_id(id_, path_, variable);
    check_write(nc_put_vara_double(id_, id, start.data(), count.data(), values.data()), path_, "variable " + variable);
}

void NetcdfFile::write(const std::string& variable, std::span<const std::size_t> start,
                       std::span<const std::size_t> count, std::span<const float> values) {
    const Lock lock(file_library_mutex());
    LANTIAN_ASSERT(values.size() == product(count));
    if (values.empty()) return;
    const int id = variable_id(id_, path_, variable);
    check_write(nc_put_vara_float(id_, id, start.data(), count.data(), values.data()), path_, "variable " + variable);
}

void NetcdfFile::write_texts(const std::string& variable, std::span<const std::string> values) {
    const Lock lock(file_library_mutex());
    const int id = variable_id(id_, path_, variable);
    if (product(shape(id_, id, path_, variable)) != values.size()) {
        fail_write(path_, fmt::format("writing variable {}: {} texts do not fit its shape", variable, values.size()));
    }
    if (values.empty()) return;
    std::vector<const char*> pointers;
    for (const std::string& value : values) pointers.push_back(value.c_str());
    check_write(nc_put_var_string(id_, id, pointers.data()), path_, "variable " + variable);
}

}  // namespace lantian
