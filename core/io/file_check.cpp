#include "core/io/file_check.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace lantian {

namespace {

constexpr std::array<unsigned char, 8> k_hdf5_magic{0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

Error unreadable(const std::string& path, const std::string& why) {
    return Error(Problem{Severity::error, ErrorKind::missing_input, "E401", path, 0, 0, "cannot be read: " + why,
                         "check the path; it is relative to the scenario file"});
}

std::vector<unsigned char> bytes_at(std::ifstream& in, std::uint64_t offset, std::size_t count) {
    std::vector<unsigned char> bytes(count);
    in.clear();
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return bytes;
}

std::string too_short(std::uint64_t size, std::uint64_t declared) {
    return fmt::format("holds {} bytes but its header declares {}: truncated", size, declared);
}

/// The NetCDF classic header, read forward; every step says whether the bytes were there.
class ClassicHeader {
  public:
    ClassicHeader(std::ifstream& in, std::uint64_t file_size) : in_(in), size_(file_size) {}

    std::string defect() {
        std::array<unsigned char, 4> magic{};
        raw(magic.data(), 4);
        version_ = magic[3];
        const std::uint64_t records = count();
        const bool streaming =
            version_ == 5 ? records == std::numeric_limits<std::uint64_t>::max() : records == 0xffffffffu;
        dimensions();
        attributes();
        variables();
        if (!ok_) return "ends within its header, or the header is damaged";
        std::uint64_t record_size = 0;
        std::size_t record_variables = 0;
        for (const Variable& v : variables_) {
            if (!v.record) continue;
            ++record_variables;
            record_size = plus(record_size, padded(v.bytes));
        }
        if (record_variables == 1) {
            for (const Variable& v : variables_) {
                if (v.record) record_size = v.bytes;
            }
        }
        std::uint64_t end = position_;
        for (const Variable& v : variables_) {
            if (!v.record) {
                end = std::max(end, plus(v.begin, v.bytes));
            } else if (!streaming && records > 0) {
                end = std::max(end, plus(plus(v.begin, times(records - 1, record_size)), v.bytes));
            }
        }
        return end > size_ ? too_short(size_, end) : std::string{};
    }

  private:
    struct Variable {
        std::uint64_t begin = 0;
        std::uint64_t bytes = 0;
        bool record = false;
    };

    static std::uint64_t plus(std::uint64_t a, std::uint64_t b) {
        return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
    }
    static std::uint64_t times(std::uint64_t a, std::uint64_t b) {
        return b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b ? std::numeric_limits<std::uint64_t>::max()
                                                                           : a * b;
    }
    static std::uint64_t padded(std::uint64_t n) { return plus(n, 3) / 4 * 4; }

    void raw(unsigned char* out, std::size_t n) {
        if (!ok_) return;
        in_.read(reinterpret_cast<char*>(out), static_cast<std::streamsize>(n));
        if (static_cast<std::size_t>(in_.gcount()) != n) ok_ = false;
        position_ += n;
    }
    std::uint64_t big_endian(std::size_t n) {
        std::array<unsigned char, 8> b{};
        raw(b.data(), n);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < n; ++i) value = value << 8 | b[i];
        return value;
    }
    std::uint64_t count() { return big_endian(version_ == 5 ? 8 : 4); }
    void skip(std::uint64_t n) {
        if (!ok_) return;
        if (n > size_ || position_ + n > size_) {
            ok_ = false;
            return;
        }
        in_.seekg(static_cast<std::streamoff>(n), std::ios::cur);
        position_ += n;
    }
    /// Tag and length of a list; a list longer than the file has bytes is damage.
    std::uint64_t list(std::uint64_t tag) {
        const std::uint64_t found = big_endian(4);
        const std::uint64_t n = count();
        if ((found != tag && !(found == 0 && n == 0)) || n > size_) ok_ = false;
        return ok_ ? n : 0;
    }
    void name() { skip(padded(count())); }
    std::uint64_t type_bytes() {
        static constexpr std::array<std::uint64_t, 12> sizes{0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8};
        const std::uint64_t type = big_endian(4);
        if (type == 0 || type >= sizes.size()) {
            ok_ = false;
            return 0;
        }
        return sizes[type];
    }
    void dimensions() {
        const std::uint64_t n = list(10);
        for (std::uint64_t i = 0; i < n && ok_; ++i) {
            name();
            lengths_.push_back(count());
        }
    }
    void attributes() {
        const std::uint64_t n = list(12);
        for (std::uint64_t i = 0; i < n && ok_; ++i) {
            name();
            const std::uint64_t bytes = type_bytes();
            skip(padded(times(bytes, count())));
        }
    }
    void variables() {
        const std::uint64_t n = list(11);
        for (std::uint64_t i = 0; i < n && ok_; ++i) {
            name();
            const std::uint64_t rank = count();
            Variable v;
            std::uint64_t cells = 1;
            for (std::uint64_t d = 0; d < rank && ok_; ++d) {
                const std::uint64_t id = count();
                if (id >= lengths_.size()) {
                    ok_ = false;
                } else if (d == 0 && lengths_[id] == 0) {
                    v.record = true;
                } else {
                    cells = times(cells, lengths_[id]);
                }
            }
            attributes();
            v.bytes = times(cells, type_bytes());
            count();  // vsize: redundant, and clipped for big variables
            v.begin = big_endian(version_ == 1 ? 4 : 8);
            variables_.push_back(v);
        }
    }

    std::ifstream& in_;
    std::uint64_t size_;
    std::uint64_t position_ = 0;
    int version_ = 1;
    bool ok_ = true;
    std::vector<std::uint64_t> lengths_;
    std::vector<Variable> variables_;
};

/// HDF5 File Format Specification, "Disk Format: Level 0A": where the end-of-file address stands in each superblock
/// version.
std::string superblock_defect(std::ifstream& in, std::uint64_t start, std::uint64_t size) {
    const std::vector<unsigned char> head = bytes_at(in, start, 96);
    if (head.size() < 16) return "ends within its HDF5 superblock: truncated";
    const int version = head[8];
    if (version > 3) return fmt::format("has an HDF5 superblock of version {}, which is unknown", version);
    const std::size_t width = version < 2 ? head[13] : head[9];
    if (width != 2 && width != 4 && width != 8) return "has a damaged HDF5 superblock";
    const std::size_t at = (version == 0 ? 24u : version == 1 ? 28u : 12u) + 2 * width;
    if (head.size() < at + width) return "ends within its HDF5 superblock: truncated";
    std::uint64_t end = 0;
    for (std::size_t i = width; i-- > 0;) end = end << 8 | head[at + i];
    return end > size ? too_short(size, end) : std::string{};
}

/// Offset of the HDF5 magic (0, or 512, 1024, ... after a user block); the maximum when there is none.
std::uint64_t hdf5_start(std::ifstream& in, std::uint64_t size) {
    for (std::uint64_t at = 0; at + 8 <= size; at = at == 0 ? 512 : 2 * at) {
        const std::vector<unsigned char> magic = bytes_at(in, at, 8);
        if (std::equal(magic.begin(), magic.end(), k_hdf5_magic.begin(), k_hdf5_magic.end())) return at;
    }
    return std::numeric_limits<std::uint64_t>::max();
}

}  // namespace

std::size_t readable_file_size(const std::string& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) throw unreadable(path, "it is a folder");
    errno = 0;
    const std::ifstream in(path, std::ios::binary);
    if (!in) throw unreadable(path, errno != 0 ? std::strerror(errno) : "cannot be opened");
    const std::uintmax_t size = std::filesystem::file_size(path, code);
    if (code) throw unreadable(path, code.message());
    return static_cast<std::size_t>(size);
}

std::string netcdf_defect(const std::string& path) {
    const std::uint64_t size = readable_file_size(path);
    std::ifstream in(path, std::ios::binary);
    if (size == 0) return "is empty";
    const std::vector<unsigned char> magic = bytes_at(in, 0, 4);
    if (magic.size() == 4 && magic[0] == 'C' && magic[1] == 'D' && magic[2] == 'F' &&
        (magic[3] == 1 || magic[3] == 2 || magic[3] == 5)) {
        in.clear();
        in.seekg(0);
        return ClassicHeader(in, size).defect();
    }
    const std::uint64_t start = hdf5_start(in, size);
    if (start == std::numeric_limits<std::uint64_t>::max())
        return "is not NetCDF: its first bytes are neither CDF nor HDF5";
    return superblock_defect(in, start, size);
}

std::string hdf5_defect(const std::string& path) {
    const std::uint64_t size = readable_file_size(path);
    std::ifstream in(path, std::ios::binary);
    if (size == 0) return "is empty";
    const std::uint64_t start = hdf5_start(in, size);
    if (start == std::numeric_limits<std::uint64_t>::max()) return "is not HDF5: its first bytes are something else";
    return superblock_defect(in, start, size);
}

std::recursive_mutex& file_library_mutex() {
    static std::recursive_mutex mutex;
    return mutex;
}

}  // namespace lantian
