#pragma once

#include <span>

#include "core/math/instruction_set.hpp"

/// Functions of many numbers at once, the same bits with every instruction set. out may be x itself; both of one
/// length. Not a number stays so.
namespace lantian {

/// e^x, error below 1.1 units in the last place; results below the least normal double (x < -708.39) are 0.
void exp_batched(std::span<const double> x, std::span<double> out, InstructionSet set = instruction_set()) noexcept;

/// Error function, error below 2 units in the last place.
void erf_batched(std::span<const double> x, std::span<double> out, InstructionSet set = instruction_set()) noexcept;

/// Complementary error function, error below 10 units in the last place; 0 above 26.6.
void erfc_batched(std::span<const double> x, std::span<double> out, InstructionSet set = instruction_set()) noexcept;

}  // namespace lantian
