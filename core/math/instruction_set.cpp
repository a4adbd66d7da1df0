#include "core/math/instruction_set.hpp"

#include <array>
#include <cstdlib>

namespace lantian {

namespace {

constexpr std::array<std::string_view, 3> k_names{"plain", "avx2", "avx512"};

InstructionSet choose() noexcept {
    if (const char* wish = std::getenv("LANTIAN_INSTRUCTION_SET")) {
        const auto named = instruction_set_named(wish);
        if (named && supported(*named)) return *named;
    }
    for (const InstructionSet set : {InstructionSet::avx512, InstructionSet::avx2}) {
        if (supported(set)) return set;
    }
    return InstructionSet::plain;
}

}  // namespace

std::string_view name_of(InstructionSet set) noexcept { return k_names[static_cast<std::size_t>(set)]; }

std::optional<InstructionSet> instruction_set_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < k_names.size(); ++i) {
        if (k_names[i] == name) return static_cast<InstructionSet>(i);
    }
    return std::nullopt;
}

bool supported(InstructionSet set) noexcept {
    if (set == InstructionSet::plain) return true;
#if defined(__x86_64__) && defined(__GNUC__)
    const bool avx2 = __builtin_cpu_supports("avx2") > 0 && __builtin_cpu_supports("fma") > 0;
    if (set == InstructionSet::avx2) return avx2;
    return avx2 && __builtin_cpu_supports("avx512f") > 0 && __builtin_cpu_supports("avx512dq") > 0 &&
           __builtin_cpu_supports("avx512vl") > 0;
#else
    return false;
#endif
}

InstructionSet instruction_set() noexcept {
    static const InstructionSet chosen = choose();
    return chosen;
}

}  // namespace lantian
