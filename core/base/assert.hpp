#pragma once

#include <cstdio>
#include <cstdlib>

/// Programmer errors only (never input): active in debug builds and in the `audit` preset.
#if defined(LANTIAN_AUDIT) || !defined(NDEBUG)
#define LANTIAN_ASSERT(condition)                                                                  \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)
#else
#define LANTIAN_ASSERT(condition) static_cast<void>(0)
#endif
