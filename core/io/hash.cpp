#include "core/io/hash.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <xxhash.h>

#include "core/base/error.hpp"
#include "core/io/file_check.hpp"

namespace lantian {

namespace {

std::string hex(XXH128_hash_t hash) { return fmt::format("{:016x}{:016x}", hash.high64, hash.low64); }

}  // namespace

std::string hash_text(std::string_view text) { return hex(XXH3_128bits(text.data(), text.size())); }

std::string hash_file(const std::string& path) {
    static_cast<void>(readable_file_size(path));
    std::ifstream in(path, std::ios::binary);
    const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
    XXH3_128bits_reset(state.get());
    std::vector<char> block(1u << 20);
    while (in) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        XXH3_128bits_update(state.get(), block.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) {
        throw Error(Problem{Severity::error, ErrorKind::missing_input, "E401", path, 0, 0,
                            std::string("reading failed: ") + std::strerror(errno), "check the disk"});
    }
    return hex(XXH3_128bits_digest(state.get()));
}

}  // namespace lantian
