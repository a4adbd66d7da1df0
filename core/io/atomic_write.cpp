#include "core/io/atomic_write.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace lantian {

namespace {

Error write_error(const std::string& path, const std::string& step, int cause) {
    return Error(Problem{Severity::error, ErrorKind::io, "E440", path, 0, 0,
                         fmt::format("{} failed: {}", step, std::strerror(cause)),
                         "check space and rights of the output folder"});
}

class Descriptor {
  public:
    Descriptor(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

}  // namespace

std::string part_name(const std::string& path) { return path + ".part"; }

void publish_part(const std::string& path) {
    const std::string part = part_name(path);
    {
        const Descriptor file(part, O_RDONLY);
        if (file.get() < 0) throw write_error(part, "opening", errno);
        if (::fsync(file.get()) != 0) throw write_error(part, "flushing to disk", errno);
    }
    if (std::rename(part.c_str(), path.c_str()) != 0) throw write_error(path, "renaming " + part, errno);
    const std::string folder = std::filesystem::path(path).parent_path().string();
    const Descriptor parent(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
    // The rename itself has succeeded; some file systems cannot flush a folder, which loses nothing but the order on
    // power failure.
    if (parent.get() >= 0 && ::fsync(parent.get()) != 0 && errno == EIO)
        throw write_error(path, "flushing the folder", EIO);
}

void write_text_file(const std::string& path, const std::string& text) {
    const std::string part = part_name(path);
    {
        const Descriptor file(part, O_WRONLY | O_CREAT | O_TRUNC);
        if (file.get() < 0) throw write_error(path, "creating", errno);
        std::size_t done = 0;
        while (done < text.size()) {
            const ssize_t n = ::write(file.get(), text.data() + done, text.size() - done);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) {
                const int cause = errno;
                ::unlink(part.c_str());
                throw write_error(path, "writing", cause);
            }
            done += static_cast<std::size_t>(n);
        }
    }
    publish_part(path);
}

}  // namespace lantian
