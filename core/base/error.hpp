#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace lantian {

/// What went wrong; the value is the exit code of the program (guide/user-experience.md, 3).
enum class ErrorKind : int {
    usage = 64,          ///< the command line
    bad_data = 65,       ///< a data file holds something wrong
    missing_input = 66,  ///< a file that is named does not exist or cannot be opened
    internal = 70,       ///< our bug
    io = 74,             ///< reading or writing failed
    interrupted = 75,    ///< stopped on request, can be resumed
    bad_scenario = 78,   ///< the scenario
};

enum class Severity { warning, error };

/// One finding about input: where it is, what is wrong, what would be right.
/// Printed as `file:line:column: error[E203] key = value: message; hint`.
struct Problem {
    Severity severity = Severity::error;
    ErrorKind kind = ErrorKind::bad_data;
    std::string code;     ///< stable, for example "E203"; the list is models/app/message_codes.hpp
    std::string file;     ///< as the user wrote it; empty when there is none
    int line = 0;         ///< from 1; 0 when unknown
    int column = 0;       ///< from 1; 0 when unknown
    std::string message;  ///< what is wrong, with key, value and unit
    std::string hint;     ///< what would be right

    [[nodiscard]] std::string text() const;
};

/// Input, file or scenario error. Carries every problem found (at least one); what() is their text, one line each.
class Error : public std::exception {
  public:
    explicit Error(Problem problem);
    explicit Error(std::vector<Problem> problems);
    Error(ErrorKind kind, std::string code, std::string message, std::string hint = {});

    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
    /// Kind of the first error among the problems.
    [[nodiscard]] ErrorKind kind() const noexcept;
    [[nodiscard]] const std::vector<Problem>& problems() const noexcept { return problems_; }

  private:
    std::vector<Problem> problems_;
    std::string text_;
};

/// Collects the problems of one file or scenario so that all are listed at once (at most 50 are kept, the rest
/// counted).
class Problems {
  public:
    static constexpr std::size_t k_keep = 50;

    void add(Problem problem);
    void append(const Problems& other);
    [[nodiscard]] bool has_errors() const noexcept { return error_count_ > 0; }
    [[nodiscard]] std::size_t error_count() const noexcept { return error_count_; }
    [[nodiscard]] std::size_t warning_count() const noexcept { return warning_count_; }
    [[nodiscard]] const std::vector<Problem>& all() const noexcept { return kept_; }
    /// Throws Error with all kept problems when at least one is an error.
    void throw_if_errors() const;

  private:
    std::vector<Problem> kept_;
    std::size_t error_count_ = 0;
    std::size_t warning_count_ = 0;
};

/// The name among `known` nearest to `name` by edit distance, or empty when none is near: "did you mean".
[[nodiscard]] std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace lantian
