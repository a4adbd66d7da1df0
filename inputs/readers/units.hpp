#pragma once

#include <memory>
#include <string>
#include <string_view>

union cv_converter;  // UDUNITS-2

namespace lantian {

/// Converts numbers from one unit to another of the same dimension. Cheap to copy, safe from several threads.
class UnitConverter {
  public:
    /// The identity.
    UnitConverter() = default;
    explicit UnitConverter(std::shared_ptr<cv_converter> converter) : converter_(std::move(converter)) {}
    [[nodiscard]] double operator()(double value) const;

  private:
    std::shared_ptr<cv_converter> converter_;
};

/// Converter from unit `from` to unit `to` by UDUNITS-2. Throws Error E302 when `from` is empty, not known, or of
/// another dimension (a reciprocal and an angle for a pure number count as another). "1" and "%" are the units of pure
/// numbers.
[[nodiscard]] UnitConverter unit_to(const std::string& from, const std::string& to);

/// A unit of emission. Annual: the number is the total of the calendar year. Otherwise: the mean rate while the profile
/// factor is 1.
struct RateUnit {
    bool annual = false;
    double scale = 1.0;  ///< to kg a-1 when annual, else to kg s-1
};

/// Reads `t/a`, `kg/yr`, `kt/year`, `g a-1` (annual totals: t tonne, kt kilotonne, Mt megatonne; years are not left to
/// UDUNITS, which reads `t/a` as tonne per are) and `g/s`, `kg/h`, `t/day` ... (mean rates). Throws Error E302.
[[nodiscard]] RateUnit parse_rate_unit(const std::string& unit);

/// What an amount of money is counted per.
enum class MoneyPer { once, year, tonne };

/// Reads "80 MCNY", "8 kCNY/t", "4 MCNY/a" -> CNY, CNY t-1, CNY a-1. Throws Error E503 when the text is not an amount
/// >= 0 of that kind.
[[nodiscard]] double parse_money(std::string_view text, MoneyPer per);

}  // namespace lantian
