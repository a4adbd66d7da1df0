#include "core/base/error.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace lantian {

std::string Problem::text() const {
    std::string out;
    if (!file.empty()) {
        out += file;
        if (line > 0) {
            out += fmt::format(":{}", line);
            if (column > 0) out += fmt::format(":{}", column);
        }
        out += ": ";
    }
    out += severity == Severity::error ? "error" : "warning";
    if (!code.empty()) out += fmt::format("[{}]", code);
    out += ' ';
    out += message;
    if (!hint.empty()) out += "; " + hint;
    return out;
}

namespace {

std::string joined(const std::vector<Problem>& problems) {
    std::string out;
    for (const Problem& problem : problems) {
        if (!out.empty()) out += '\n';
        out += problem.text();
    }
    return out;
}

}  // namespace

Error::Error(Problem problem) : Error(std::vector<Problem>{std::move(problem)}) {}

Error::Error(std::vector<Problem> problems) : problems_(std::move(problems)), text_(joined(problems_)) {}

Error::Error(ErrorKind kind, std::string code, std::string message, std::string hint)
    : Error(Problem{Severity::error, kind, std::move(code), {}, 0, 0, std::move(message), std::move(hint)}) {}

ErrorKind Error::kind() const noexcept {
    for (const Problem& problem : problems_) {
        if (problem.severity == Severity::error) return problem.kind;
    }
    return ErrorKind::internal;
}

void Problems::add(Problem problem) {
    if (problem.severity == Severity::error) {
        ++error_count_;
    } else {
        ++warning_count_;
    }
    if (kept_.size() < k_keep) kept_.push_back(std::move(problem));
}

void Problems::append(const Problems& other) {
    for (const Problem& problem : other.kept_) add(problem);
    for (const Problem& problem : other.kept_) {
        problem.severity == Severity::error ? --error_count_ : --warning_count_;
    }
    error_count_ += other.error_count_;
    warning_count_ += other.warning_count_;
}

void Problems::throw_if_errors() const {
    if (has_errors()) throw Error(kept_);
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& known) {
    std::size_t best = std::max<std::size_t>(2, name.size() / 3) + 1;
    std::string answer;
    std::vector<std::size_t> row;
    for (const std::string& candidate : known) {
        row.resize(candidate.size() + 1);
        std::iota(row.begin(), row.end(), std::size_t{0});
        for (std::size_t i = 0; i < name.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i + 1;
            for (std::size_t j = 0; j < candidate.size(); ++j) {
                const std::size_t above = row[j + 1];
                row[j + 1] = std::min({row[j] + 1, above + 1, diagonal + (name[i] == candidate[j] ? 0U : 1U)});
                diagonal = above;
            }
        }
        if (row.back() < best) {
            best = row.back();
            answer = candidate;
        }
    }
    return answer;
}

}  // namespace lantian
