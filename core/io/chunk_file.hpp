#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct libdeflate_compressor;

namespace lantian {

/// Packs chunks as HDF5's filters shuffle and deflate do, by libdeflate, which is about twice as fast as the zlib
/// behind HDF5. One packer a thread.
class ChunkPacker {
  public:
    /// deflate_level: 0 (values are stored as they are, without filters) to 9.
    explicit ChunkPacker(int deflate_level);
    /// The stored form of a chunk; valid until the next call.
    [[nodiscard]] std::span<const std::byte> pack(std::span<const float> values);
    [[nodiscard]] std::span<const std::byte> pack(std::span<const double> values);

  private:
    std::span<const std::byte> pack_bytes(std::span<const std::byte> values, std::size_t value_size);

    struct Free {
        void operator()(libdeflate_compressor* compressor) const;
    };
    int level_;
    std::unique_ptr<libdeflate_compressor, Free> compressor_;
    std::vector<std::byte> shuffled_, packed_;
    std::vector<std::byte> packed_zeros_;  ///< of zeros_size_ bytes: empty chunks are many
    std::size_t zeros_size_ = 0;
};

/// Fills the chunks of datasets that are already defined in a NetCDF-4 or HDF5 file. Chunks come whole, as packed
/// above. Error E440 (exit 74) names file and dataset.
class ChunkFile {
  public:
    explicit ChunkFile(const std::string& path);
    ChunkFile(ChunkFile&& other) noexcept;
    ChunkFile& operator=(ChunkFile&&) = delete;
    ChunkFile(const ChunkFile&) = delete;
    ChunkFile& operator=(const ChunkFile&) = delete;
    ~ChunkFile();

    /// offset: index of the chunk's first value in the dataset, a multiple of the chunk's lengths.
    void write(const std::string& dataset, std::span<const std::size_t> offset, std::span<const std::byte> packed);
    /// A text attribute of the file itself, as NetCDF's char attributes.
    void attribute(const std::string& name, const std::string& text);
    /// Closes and reports a failure to flush, which the destructor cannot.
    void close();

  private:
    std::int64_t id_ = -1;
    std::string path_;
};

}  // namespace lantian
