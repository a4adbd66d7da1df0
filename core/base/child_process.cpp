#include "core/base/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <fmt/format.h>

namespace lantian {

namespace {

void limit(int resource, rlim_t value) {
    rlimit both{};
    getrlimit(static_cast<decltype(RLIMIT_CPU)>(resource), &both);
    both.rlim_cur = both.rlim_max == RLIM_INFINITY ? value : std::min<rlim_t>(value, both.rlim_max);
    setrlimit(static_cast<decltype(RLIMIT_CPU)>(resource), &both);
}

/// Address space in use now, bytes; 0 when unknown.
rlim_t address_space() {
    std::ifstream statm("/proc/self/statm");
    rlim_t pages = 0;
    statm >> pages;
    return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

void restrain(const ChildLimits& limits) {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, limits.cpu_s);
#if !defined(__SANITIZE_ADDRESS__)
    if (const rlim_t used = address_space(); used > 0) limit(RLIMIT_AS, used + limits.memory_bytes);
#endif
    alarm(3 * limits.cpu_s);  // for one that waits instead of working
    if (const int silent = open("/dev/null", O_WRONLY | O_CLOEXEC); silent >= 0) {
        dup2(silent, STDOUT_FILENO);  // the parent alone speaks
        dup2(silent, STDERR_FILENO);
    }
}

void write_all(int fd, const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t n = write(fd, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) _exit(1);
        done += static_cast<std::size_t>(n);
    }
}

std::string how_it_ended(int status, const ChildLimits& limits) {
    if (WIFEXITED(status)) return WEXITSTATUS(status) == 0 ? "" : fmt::format("exit code {}", WEXITSTATUS(status));
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU || signal == SIGALRM || signal == SIGKILL)
        return fmt::format("took more than {} s", limits.cpu_s);
    return fmt::format("signal {} ({})", signal, strsignal(signal));
}

}  // namespace

ChildOutcome run_in_child(const std::function<std::string()>& work, ChildLimits limits) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return {{}, fmt::format("no pipe: {}", std::strerror(errno))};
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child < 0) {
        close(ends[0]);
        close(ends[1]);
        return {{}, fmt::format("no process: {}", std::strerror(errno))};
    }
    if (child == 0) {
        close(ends[0]);
        restrain(limits);
        write_all(ends[1], work());
        _exit(0);
    }
    close(ends[1]);
    ChildOutcome outcome;
    std::array<char, 65536> block{};
    for (;;) {
        const ssize_t n = read(ends[0], block.data(), block.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        outcome.text.append(block.data(), static_cast<std::size_t>(n));
    }
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    outcome.how_lost = how_it_ended(status, limits);
    return outcome;
}

}  // namespace lantian
