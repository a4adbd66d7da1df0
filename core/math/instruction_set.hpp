#pragma once

#include <optional>
#include <string_view>

namespace lantian {

/// Instruction sets that kernels are compiled for, narrow to wide. All give the same bits.
enum class InstructionSet { plain, avx2, avx512 };

[[nodiscard]] std::string_view name_of(InstructionSet set) noexcept;
[[nodiscard]] std::optional<InstructionSet> instruction_set_named(std::string_view name) noexcept;

/// What this machine can do: avx2 with fused multiply-add; avx512 with F, DQ and VL.
[[nodiscard]] bool supported(InstructionSet set) noexcept;

/// The one choice of the whole program: the widest set of this machine, or that of the environment variable
/// LANTIAN_INSTRUCTION_SET (plain, avx2, avx512) when the machine has it; an unknown or missing set is not taken. Found
/// once, the same ever after.
[[nodiscard]] InstructionSet instruction_set() noexcept;

/// The kernel of the chosen set out of one for each. A family without one for some set names its next narrower.
template <typename Kernel>
[[nodiscard]] Kernel kernel_for(InstructionSet set, Kernel plain, Kernel avx2, Kernel avx512) noexcept {
    return set == InstructionSet::avx512 ? avx512 : set == InstructionSet::avx2 ? avx2 : plain;
}

}  // namespace lantian
