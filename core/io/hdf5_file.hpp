#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lantian {

/// Handle to an HDF5 file. Objects are named by path ("puffs/x_m"); groups on the way must exist. Error E450 when a
/// file is not HDF5, damaged, or lacks what is read; E440 when writing fails; E401 when it is not there. Each names
/// file and object.
class Hdf5File {
  public:
    [[nodiscard]] static Hdf5File open(const std::string& path);  ///< for reading
    [[nodiscard]] static Hdf5File create(
        const std::string& path);  ///< replaces what is there; write to a .part name, then publish

    Hdf5File(Hdf5File&& other) noexcept;
    Hdf5File& operator=(Hdf5File&& other) noexcept;
    Hdf5File(const Hdf5File&) = delete;
    Hdf5File& operator=(const Hdf5File&) = delete;
    ~Hdf5File();
    /// Closes and reports a failure to flush, which the destructor cannot.
    void close();

    [[nodiscard]] const std::string& path() const { return path_; }

    [[nodiscard]] bool has(const std::string& object) const;
    [[nodiscard]] std::vector<std::size_t> shape_of(const std::string& dataset) const;
    [[nodiscard]] std::vector<double> read_doubles(
        const std::string& dataset) const;  ///< any number type, last index fastest
    [[nodiscard]] std::vector<std::uint64_t> read_uint64(const std::string& dataset) const;
    [[nodiscard]] std::vector<std::uint32_t> read_uint32(const std::string& dataset) const;
    [[nodiscard]] std::vector<std::string> read_texts(const std::string& dataset) const;
    /// Attribute of an object ("/" is the file). Empty optional when absent or of another type.
    [[nodiscard]] std::optional<std::string> text_attribute(const std::string& object, const std::string& name) const;
    [[nodiscard]] std::optional<double> number_attribute(const std::string& object, const std::string& name) const;

    void create_group(const std::string& group);
    void write(const std::string& dataset, std::span<const double> values, std::span<const std::size_t> shape);
    void write(const std::string& dataset, std::span<const std::uint64_t> values, std::span<const std::size_t> shape);
    void write(const std::string& dataset, std::span<const std::uint32_t> values, std::span<const std::size_t> shape);
    void write_texts(const std::string& dataset, std::span<const std::string> values);
    void attribute(const std::string& object, const std::string& name, const std::string& text);
    void attribute(const std::string& object, const std::string& name, double value);

  private:
    Hdf5File(std::int64_t id, std::string path) : id_(id), path_(std::move(path)) {}
    std::int64_t id_ = -1;
    std::string path_;
};

}  // namespace lantian
