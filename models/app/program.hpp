#pragma once

namespace lantian {

/// The whole command line program: parses, runs the verb, prints errors to stderr one a line and returns the exit code
/// (0, or the value of the ErrorKind; guide: README, "Exit codes").
int run_program(int argc, const char* const* argv);

}  // namespace lantian
