#pragma once

#include <string>

#include <gtest/gtest.h>

#include "core/base/error.hpp"

namespace lantian::testing {

/// The first problem that `call` throws as lantian::Error; a failed check when it throws nothing of the kind.
template <typename Call>
[[nodiscard]] Problem thrown(Call&& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.problems().front();
    }
    ADD_FAILURE() << "no lantian::Error was thrown";
    return {};
}

}  // namespace lantian::testing
