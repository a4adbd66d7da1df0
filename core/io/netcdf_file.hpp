#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lantian {

/// Handle to an open NetCDF file (any format that the NetCDF-C library reads). Every return code is checked; an Error
/// names file and variable: E430 cannot open / not NetCDF / truncated, E431 variable missing, E432 wrong shape or type,
/// E440 write failed. Values are read as double.
class NetcdfFile {
  public:
    /// Opens for reading. Magic and declared size are checked first, so that a truncated file is refused with a
    /// sentence.
    [[nodiscard]] static NetcdfFile open(const std::string& path);
    /// Creates a NetCDF-4 file. Write to "x.nc.part" and rename when whole: see core/io/atomic_write.hpp.
    [[nodiscard]] static NetcdfFile create(const std::string& path);

    NetcdfFile(NetcdfFile&& other) noexcept;
    NetcdfFile& operator=(NetcdfFile&& other) noexcept;
    NetcdfFile(const NetcdfFile&) = delete;
    NetcdfFile& operator=(const NetcdfFile&) = delete;
    ~NetcdfFile();
    /// Closes and reports a failure to flush, which the destructor cannot.
    void close();

    [[nodiscard]] const std::string& path() const { return path_; }

    // Reading
    [[nodiscard]] std::vector<std::string> variables() const;
    [[nodiscard]] bool has_variable(const std::string& name) const;
    [[nodiscard]] bool has_dimension(const std::string& name) const;
    [[nodiscard]] std::size_t dimension(const std::string& name) const;  ///< length; E431 when absent
    [[nodiscard]] std::vector<std::string> dimensions_of(const std::string& variable) const;
    [[nodiscard]] std::vector<std::size_t> shape_of(const std::string& variable) const;
    [[nodiscard]] std::vector<double> read(
        const std::string& variable) const;  ///< whole; scale_factor/add_offset applied, _FillValue -> NaN
    /// One hyperslab, same conversions.
    [[nodiscard]] std::vector<double> read(const std::string& variable, std::span<const std::size_t> start,
                                           std::span<const std::size_t> count) const;
    [[nodiscard]] std::vector<std::string> read_texts(
        const std::string& variable) const;  ///< char (n, len) or string (n)
    /// Attribute of a variable, or of the file when variable is empty. Empty optional when absent.
    [[nodiscard]] std::optional<std::string> text_attribute(const std::string& variable, const std::string& name) const;
    [[nodiscard]] std::optional<double> number_attribute(const std::string& variable, const std::string& name) const;
    /// Text attribute of a group. Empty optional when group or attribute is absent.
    [[nodiscard]] std::optional<std::string> group_attribute(const std::string& group, const std::string& name) const;

    // Writing
    void define_dimension(const std::string& name, std::size_t length);  ///< 0 = unlimited
    enum class Type { f32, f64, i32, i64, text };
    struct Storage {
        std::vector<std::size_t> chunks;  ///< empty: library's choice
        int deflate_level = 0;            ///< 0: none; shuffle is on with any compression
        std::optional<double> fill_value;
    };
    void define_variable(const std::string& name, Type type, const std::vector<std::string>& dimensions);
    void define_variable(const std::string& name, Type type, const std::vector<std::string>& dimensions,
                         const Storage& storage);
    void attribute(const std::string& variable, const std::string& name,
                   const std::string& text);  ///< variable empty: global
    void attribute(const std::string& variable, const std::string& name, double value);
    void attribute(const std::string& variable, const std::string& name, std::span<const double> values);
    void define_group_attribute(const std::string& group, const std::string& name,
                                const std::string& text);                     ///< makes the group when new
    void write(const std::string& variable, std::span<const double> values);  ///< whole, converted to the stored type
    void write(const std::string& variable, std::span<const std::size_t> start, std::span<const std::size_t> count,
               std::span<const double> values);
    void write(const std::string& variable, std::span<const std::size_t> start, std::span<const std::size_t> count,
               std::span<const float> values);
    void write_texts(const std::string& variable,
                     std::span<const std::string> values);  ///< variable of Type::text (string)

  private:
    [[nodiscard]] static std::optional<std::string> attribute_text(int group, int variable, const std::string& name);
    NetcdfFile(int id, std::string path) : id_(id), path_(std::move(path)) {}
    int id_ = -1;
    std::string path_;
};

}  // namespace lantian
