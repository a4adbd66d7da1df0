#include "core/io/chunk_file.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

#include <hdf5.h>
#include <libdeflate.h>

#include "core/base/error.hpp"
#include "core/io/file_check.hpp"

namespace lantian {

namespace {

using Lock = std::scoped_lock<std::recursive_mutex>;

[[noreturn]] void fail(const std::string& path, const std::string& message) {
    throw Error(Problem{Severity::error, ErrorKind::io, "E440", path, 0, 0, message,
                        "check space and rights of the output folder"});
}

/// HDF5's shuffle: the first bytes of all values, then the second ones, and so on.
template <typename Word>
void shuffle(std::span<const std::byte> values, std::byte* out) {
    const std::size_t n = values.size() / sizeof(Word);
    for (std::size_t b = 0; b < sizeof(Word); ++b) {
        std::byte* plane = out + b * n;
        for (std::size_t i = 0; i < n; ++i) {
            Word word;
            std::memcpy(&word, values.data() + i * sizeof(Word), sizeof word);
            plane[i] = static_cast<std::byte>(word >> (8 * b));
        }
    }
}

bool all_zero(std::span<const std::byte> bytes) {
    return bytes.empty() ||
           (bytes[0] == std::byte{0} && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace

void ChunkPacker::Free::operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }

ChunkPacker::ChunkPacker(int deflate_level) : level_(deflate_level) {
    if (level_ == 0) return;
    compressor_.reset(libdeflate_alloc_compressor(level_));
    if (!compressor_) throw std::bad_alloc();
}

std::span<const std::byte> ChunkPacker::pack(std::span<const float> values) {
    return pack_bytes(std::as_bytes(values), sizeof(float));
}

std::span<const std::byte> ChunkPacker::pack(std::span<const double> values) {
    return pack_bytes(std::as_bytes(values), sizeof(double));
}

std::span<const std::byte> ChunkPacker::pack_bytes(std::span<const std::byte> values, std::size_t value_size) {
    if (level_ == 0) return values;
    const bool empty = all_zero(values);
    if (empty && zeros_size_ == values.size()) return packed_zeros_;
    shuffled_.resize(values.size());
    if (value_size == sizeof(std::uint64_t)) {
        shuffle<std::uint64_t>(values, shuffled_.data());
    } else {
        shuffle<std::uint32_t>(values, shuffled_.data());
    }
    packed_.resize(libdeflate_zlib_compress_bound(compressor_.get(), shuffled_.size()));
    const std::size_t size =
        libdeflate_zlib_compress(compressor_.get(), shuffled_.data(), shuffled_.size(), packed_.data(), packed_.size());
    packed_.resize(size);
    if (empty) {
        packed_zeros_ = packed_;
        zeros_size_ = values.size();
    }
    return packed_;
}

ChunkFile::ChunkFile(const std::string& path) : path_(path) {
    const Lock lock(file_library_mutex());
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    id_ = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    if (id_ < 0) fail(path, "cannot be opened again for writing");
}

ChunkFile::ChunkFile(ChunkFile&& other) noexcept : id_(std::exchange(other.id_, -1)), path_(std::move(other.path_)) {}

ChunkFile::~ChunkFile() {
    if (id_ < 0) return;
    const Lock lock(file_library_mutex());
    H5Fclose(id_);
}

void ChunkFile::write(const std::string& dataset, std::span<const std::size_t> offset,
                      std::span<const std::byte> packed) {
    const Lock lock(file_library_mutex());
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    const hid_t id = H5Dopen2(id_, dataset.c_str(), H5P_DEFAULT);
    if (id < 0) fail(path_, "dataset " + dataset + " cannot be opened");
    const std::vector<hsize_t> at(offset.begin(), offset.end());
    const herr_t written = H5Dwrite_chunk(id, H5P_DEFAULT, 0, at.data(), packed.size(), packed.data());
    const herr_t closed = H5Dclose(id);
    if (written < 0 || closed < 0) fail(path_, "cannot write dataset " + dataset);
}

void ChunkFile::attribute(const std::string& name, const std::string& text) {
    const Lock lock(file_library_mutex());
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, std::max<std::size_t>(1, text.size()));
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t id = H5Acreate2(id_, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
    const bool written = id >= 0 && H5Awrite(id, type, text.data()) >= 0;
    const bool closed = id >= 0 && H5Aclose(id) >= 0;
    H5Sclose(space);
    H5Tclose(type);
    if (!written || !closed) fail(path_, "cannot write attribute " + name);
}

void ChunkFile::close() {
    const Lock lock(file_library_mutex());
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    if (H5Fclose(std::exchange(id_, -1)) < 0) fail(path_, "cannot be written to its end");
}

}  // namespace lantian
