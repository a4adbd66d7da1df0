#include "core/io/hdf5_file.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <hdf5.h>

#include "core/base/assert.hpp"
#include "core/base/error.hpp"
#include "core/io/file_check.hpp"

namespace lantian {

namespace {

/// Takes the library's lock and keeps the library from printing its own error stack.
class Session {
  public:
    Session() : lock_(file_library_mutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

  private:
    std::scoped_lock<std::recursive_mutex> lock_;
};

class Handle {
  public:
    Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (id_ >= 0) close_(id_);
    }
    [[nodiscard]] hid_t get() const { return id_; }
    [[nodiscard]] bool ok() const { return id_ >= 0; }

  private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

[[noreturn]] void fail_read(const std::string& path, const std::string& message) {
    throw Error(Problem{Severity::error, ErrorKind::bad_data, "E450", path, 0, 0, message,
                        "take an intact file of the kind that is asked for"});
}
[[noreturn]] void fail_write(const std::string& path, const std::string& message) {
    throw Error(Problem{Severity::error, ErrorKind::io, "E440", path, 0, 0, message,
                        "check space and rights of the output folder"});
}

struct Opened {
    Handle dataset;
    std::vector<std::size_t> shape;
    std::size_t count = 1;
};

Opened open_dataset(hid_t file, const std::string& path, const std::string& name) {
    Opened out{Handle(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose), {}, 1};
    if (!out.dataset.ok()) fail_read(path, fmt::format("dataset {} is missing or damaged", name));
    const Handle space(H5Dget_space(out.dataset.get()), H5Sclose);
    const int rank = space.ok() ? H5Sget_simple_extent_ndims(space.get()) : -1;
    if (rank < 0) fail_read(path, fmt::format("dataset {} has no readable shape", name));
    std::vector<hsize_t> lengths(static_cast<std::size_t>(rank));
    if (rank > 0) H5Sget_simple_extent_dims(space.get(), lengths.data(), nullptr);
    // Deflate packs at most about 1030 to 1: more values than that is damage, not data.
    const double limit = static_cast<double>(readable_file_size(path)) * 1100.0;
    double declared = 1.0;
    for (hsize_t n : lengths) declared *= static_cast<double>(n);
    if (declared > limit)
        fail_read(path, fmt::format("dataset {} declares {:.3g} values, more than the file can hold", name, declared));
    for (hsize_t n : lengths) {
        out.shape.push_back(static_cast<std::size_t>(n));
        out.count *= static_cast<std::size_t>(n);
    }
    return out;
}

template <typename T>
std::vector<T> read_numbers(hid_t file, const std::string& path, const std::string& name, hid_t type) {
    const Opened in = open_dataset(file, path, name);
    const Handle stored(H5Dget_type(in.dataset.get()), H5Tclose);
    const H5T_class_t kind = stored.ok() ? H5Tget_class(stored.get()) : H5T_NO_CLASS;
    const bool wanted = kind == H5T_INTEGER || (kind == H5T_FLOAT && std::is_floating_point_v<T>);
    if (!wanted) fail_read(path, fmt::format("dataset {} holds values of another type", name));
    std::vector<T> values(in.count);
    if (in.count > 0 && H5Dread(in.dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
        fail_read(path, fmt::format("dataset {} cannot be read", name));
    }
    return values;
}

template <typename T>
void write_numbers(hid_t file, const std::string& path, const std::string& name, hid_t type, std::span<const T> values,
                   std::span<const std::size_t> shape) {
    const std::vector<hsize_t> lengths(shape.begin(), shape.end());
    std::size_t count = 1;
    for (std::size_t n : shape) count *= n;
    LANTIAN_ASSERT(count == values.size());
    const Handle space(H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr), H5Sclose);
    const Handle dataset(H5Dcreate2(file, name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                         H5Dclose);
    if (!dataset.ok() ||
        (count > 0 && H5Dwrite(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)) {
        fail_write(path, fmt::format("writing dataset {} failed", name));
    }
}

hid_t text_type() {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

}  // namespace

Hdf5File Hdf5File::open(const std::string& path) {
    if (const std::string defect = hdf5_defect(path); !defect.empty()) fail_read(path, defect);
    const Session session;
    const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (id < 0) fail_read(path, "cannot be opened as HDF5");
    return {id, path};
}

Hdf5File Hdf5File::create(const std::string& path) {
    const Session session;
    const hid_t id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    if (id < 0) fail_write(path, "cannot be created");
    return {id, path};
}

Hdf5File::Hdf5File(Hdf5File&& other) noexcept : id_(std::exchange(other.id_, -1)), path_(std::move(other.path_)) {}

Hdf5File& Hdf5File::operator=(Hdf5File&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(path_, other.path_);
    return *this;
}

Hdf5File::~Hdf5File() {
    if (id_ < 0) return;
    const Session session;
    H5Fclose(id_);
}

void Hdf5File::close() {
    if (id_ < 0) return;
    const Session session;
    const bool flushed = H5Fflush(id_, H5F_SCOPE_LOCAL) >= 0;
    const bool closed = H5Fclose(std::exchange(id_, -1)) >= 0;
    if (!flushed || !closed) fail_write(path_, "writing the last bytes failed");
}

bool Hdf5File::has(const std::string& object) const {
    const Session session;
    for (std::size_t at = object.find('/', 1); at != std::string::npos; at = object.find('/', at + 1)) {
        if (H5Lexists(id_, object.substr(0, at).c_str(), H5P_DEFAULT) <= 0) return false;
    }
    return object == "/" || H5Lexists(id_, object.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::size_t> Hdf5File::shape_of(const std::string& dataset) const {
    const Session session;
    return open_dataset(id_, path_, dataset).shape;
}

std::vector<double> Hdf5File::read_doubles(const std::string& dataset) const {
    const Session session;
    return read_numbers<double>(id_, path_, dataset, H5T_NATIVE_DOUBLE);
}

std::vector<std::uint64_t> Hdf5File::read_uint64(const std::string& dataset) const {
    const Session session;
    return read_numbers<std::uint64_t>(id_, path_, dataset, H5T_NATIVE_UINT64);
}

std::vector<std::uint32_t> Hdf5File::read_uint32(const std::string& dataset) const {
    const Session session;
    return read_numbers<std::uint32_t>(id_, path_, dataset, H5T_NATIVE_UINT32);
}

std::vector<std::string> Hdf5File::read_texts(const std::string& dataset) const {
    const Session session;
    const Opened in = open_dataset(id_, path_, dataset);
    const Handle stored(H5Dget_type(in.dataset.get()), H5Tclose);
    if (!stored.ok() || H5Tis_variable_str(stored.get()) <= 0)
        fail_read(path_, fmt::format("dataset {} holds no text", dataset));
    const Handle type(text_type(), H5Tclose);
    std::vector<char*> pointers(in.count, nullptr);
    if (in.count > 0 && H5Dread(in.dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0) {
        fail_read(path_, fmt::format("dataset {} cannot be read", dataset));
    }
    std::vector<std::string> texts;
    for (char* p : pointers) {
        texts.emplace_back(p == nullptr ? "" : p);
        if (p != nullptr) H5free_memory(p);
    }
    return texts;
}

std::optional<std::string> Hdf5File::text_attribute(const std::string& object, const std::string& name) const {
    const Session session;
    const Handle attribute(H5Aopen_by_name(id_, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (!attribute.ok()) return std::nullopt;
    const Handle stored(H5Aget_type(attribute.get()), H5Tclose);
    if (!stored.ok() || H5Tis_variable_str(stored.get()) <= 0) return std::nullopt;
    const Handle type(text_type(), H5Tclose);
    char* pointer = nullptr;
    if (H5Aread(attribute.get(), type.get(), &pointer) < 0) return std::nullopt;
    std::string text = pointer == nullptr ? "" : pointer;
    if (pointer != nullptr) H5free_memory(pointer);
    return text;
}

std::optional<double> Hdf5File::number_attribute(const std::string& object, const std::string& name) const {
    const Session session;
    const Handle attribute(H5Aopen_by_name(id_, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (!attribute.ok()) return std::nullopt;
    const Handle space(H5Aget_space(attribute.get()), H5Sclose);
    const Handle stored(H5Aget_type(attribute.get()), H5Tclose);
    const H5T_class_t kind = stored.ok() ? H5Tget_class(stored.get()) : H5T_NO_CLASS;
    if ((kind != H5T_INTEGER && kind != H5T_FLOAT) || H5Sget_simple_extent_npoints(space.get()) != 1)
        return std::nullopt;
    double value = 0.0;
    if (H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, &value) < 0) return std::nullopt;
    return value;
}

void Hdf5File::create_group(const std::string& group) {
    const Session session;
    const Handle made(H5Gcreate2(id_, group.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
    if (!made.ok()) fail_write(path_, fmt::format("making group {} failed", group));
}

void Hdf5File::write(const std::string& dataset, std::span<const double> values, std::span<const std::size_t> shape) {
    const Session session;
    write_numbers(id_, path_, dataset, H5T_NATIVE_DOUBLE, values, shape);
}

void Hdf5File::write(const std::string& dataset, std::span<const std::uint64_t> values,
                     std::span<const std::size_t> shape) {
    const Session session;
    write_numbers(id_, path_, dataset, H5T_NATIVE_UINT64, values, shape);
}

void Hdf5File::write(const std::string& dataset, std::span<const std::uint32_t> values,
                     std::span<const std::size_t> shape) {
    const Session session;
    write_numbers(id_, path_, dataset, H5T_NATIVE_UINT32, values, shape);
}

void Hdf5File::write_texts(const std::string& dataset, std::span<const std::string> values) {
    const Session session;
    const Handle type(text_type(), H5Tclose);
    const hsize_t count = values.size();
    const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose);
    const Handle made(H5Dcreate2(id_, dataset.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                      H5Dclose);
    std::vector<const char*> pointers;
    for (const std::string& value : values) pointers.push_back(value.c_str());
    if (!made.ok() ||
        (count > 0 && H5Dwrite(made.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0)) {
        fail_write(path_, fmt::format("writing dataset {} failed", dataset));
    }
}

void Hdf5File::attribute(const std::string& object, const std::string& name, const std::string& text) {
    const Session session;
    const Handle type(text_type(), H5Tclose);
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle made(H5Acreate_by_name(id_, object.c_str(), name.c_str(), type.get(), space.get(), H5P_DEFAULT,
                                        H5P_DEFAULT, H5P_DEFAULT),
                      H5Aclose);
    const char* pointer = text.c_str();
    if (!made.ok() || H5Awrite(made.get(), type.get(), &pointer) < 0)
        fail_write(path_, fmt::format("writing attribute {} of {} failed", name, object));
}

void Hdf5File::attribute(const std::string& object, const std::string& name, double value) {
    const Session session;
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle made(H5Acreate_by_name(id_, object.c_str(), name.c_str(), H5T_NATIVE_DOUBLE, space.get(), H5P_DEFAULT,
                                        H5P_DEFAULT, H5P_DEFAULT),
                      H5Aclose);
    if (!made.ok() || H5Awrite(made.get(), H5T_NATIVE_DOUBLE, &value) < 0)
        fail_write(path_, fmt::format("writing attribute {} of {} failed", name, object));
}

}  // namespace lantian
