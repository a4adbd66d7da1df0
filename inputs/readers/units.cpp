#include "inputs/readers/units.hpp"

#include <cmath>
#include <mutex>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <udunits2.h>

#include "core/base/error.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

struct UnitFree {
    void operator()(ut_unit* unit) const { ut_free(unit); }
};
using UnitHandle = std::unique_ptr<ut_unit, UnitFree>;

/// The unit system of UDUNITS-2 is not thread safe; every use goes through this lock.
class UnitSystem {
  public:
    UnitSystem() {
        ut_set_error_message_handler(ut_ignore);
        system_.reset(ut_read_xml(nullptr));
        if (!system_) {
            throw Error(ErrorKind::internal, "E900", "the unit table of UDUNITS-2 cannot be read",
                        "install libudunits2-0 or set UDUNITS2_XML_PATH");
        }
    }
    [[nodiscard]] UnitHandle parse(const std::string& text) const {
        // UDUNITS knows degree and degC but not deg.
        return UnitHandle(ut_parse(system_.get(), text == "deg" ? "degree" : text.c_str(), UT_UTF8));
    }
    std::mutex lock;

  private:
    struct SystemFree {
        void operator()(ut_system* system) const { ut_free_system(system); }
    };
    std::unique_ptr<ut_system, SystemFree> system_;
};

UnitSystem& unit_system() {
    static UnitSystem system;
    return system;
}

/// True when the definition holds an angle: UDUNITS takes the radian for a pure number, we do not.
bool is_angle(const ut_unit* unit) {
    std::string text(256, '\0');
    const int length = ut_format(unit, text.data(), text.size(), UT_DEFINITION | UT_ASCII);
    return length > 0 &&
           std::string_view(text).substr(0, static_cast<std::size_t>(length)).find("rad") != std::string::npos;
}

Error unit_error(std::string message, std::string hint) {
    return Error(ErrorKind::bad_data, "E302", std::move(message), std::move(hint));
}

/// "t/a" -> {"t", "a"}; "kg yr-1" -> {"kg", "yr"}; empty when the text has no such form.
std::optional<std::pair<std::string, std::string>> split_per(std::string_view unit) {
    const auto slash = unit.find('/');
    if (slash != std::string_view::npos) {
        if (unit.find('/', slash + 1) != std::string_view::npos) return std::nullopt;
        return std::pair{std::string(trim(unit.substr(0, slash))), std::string(trim(unit.substr(slash + 1)))};
    }
    const auto gap = unit.find_first_of(" .");
    if (gap == std::string_view::npos) return std::nullopt;
    std::string_view below = trim(unit.substr(gap + 1));
    for (std::string_view power : {"-1", "^-1"}) {
        if (below.ends_with(power)) {
            return std::pair{std::string(trim(unit.substr(0, gap))),
                             std::string(below.substr(0, below.size() - power.size()))};
        }
    }
    return std::nullopt;
}

constexpr std::string_view k_rate_hint = "write a mass per time, for example t/a, kg/a, kt/year, g/s or kg/h";

}  // namespace

double UnitConverter::operator()(double value) const {
    return converter_ ? cv_convert_double(converter_.get(), value) : value;
}

UnitConverter unit_to(const std::string& from, const std::string& to) {
    const std::string hint = fmt::format("write for example \"{}\"", to);
    if (trim(from).empty()) throw unit_error("unit is empty", hint);
    UnitSystem& system = unit_system();
    const std::scoped_lock guard(system.lock);
    const UnitHandle source = system.parse(std::string(trim(from)));
    if (!source) throw unit_error(fmt::format("unit \"{}\" is not known", from), hint);
    const UnitHandle target = system.parse(to);
    if (!target) throw unit_error(fmt::format("unit \"{}\" is not known", to), "");
    const Error wrong = unit_error(fmt::format("unit \"{}\" cannot be turned into \"{}\"", from, to), hint);
    if (ut_are_convertible(source.get(), target.get()) == 0 || is_angle(source.get()) != is_angle(target.get()))
        throw wrong;
    std::shared_ptr<cv_converter> converter(ut_get_converter(source.get(), target.get()),
                                            [](cv_converter* c) { cv_free(c); });
    if (!converter) throw wrong;
    // UDUNITS also converts reciprocals (s/m to m/s); a reciprocal is infinite at 0.
    if (!std::isfinite(cv_convert_double(converter.get(), 0.0))) throw wrong;
    return UnitConverter(std::move(converter));
}

RateUnit parse_rate_unit(const std::string& unit) {
    const auto parts = split_per(trim(unit));
    if (!parts || parts->first.empty()) {
        throw unit_error(fmt::format("unit \"{}\" is not a mass per time", unit), std::string(k_rate_hint));
    }
    auto [mass, time] = *parts;
    // kt is the knot in UDUNITS; in an inventory it is the kilotonne.
    if (mass == "t" || mass == "kt" || mass == "Mt")
        mass = (mass == "t" ? "1000" : mass == "kt" ? "1e6" : "1e9") + std::string(" kg");
    const bool annual = time == "a" || time == "yr" || time == "year" || time == "annum";
    try {
        if (annual) return {true, unit_to(mass, "kg")(1.0)};
        return {false, unit_to(fmt::format("({})/({})", mass, time), "kg/s")(1.0)};
    } catch (const Error&) {
        throw unit_error(fmt::format("unit \"{}\" is not a mass per time", unit), std::string(k_rate_hint));
    }
}

double parse_money(std::string_view text, MoneyPer per) {
    const std::string_view suffix = per == MoneyPer::once ? "" : per == MoneyPer::year ? "/a" : "/t";
    const auto fail = [&] {
        const std::string example = per == MoneyPer::once ? "80 MCNY" : per == MoneyPer::year ? "4 MCNY/a" : "8 kCNY/t";
        return Error(ErrorKind::bad_data, "E503",
                     fmt::format("\"{}\" is not an amount of money{}", text,
                                 per == MoneyPer::once   ? ""
                                 : per == MoneyPer::year ? " per year"
                                                         : " per tonne"),
                     fmt::format("write for example \"{}\" (CNY, kCNY or MCNY{})", example,
                                 per == MoneyPer::once ? ", not negative" : ""));
    };
    std::string_view rest = trim(text);
    const auto number_end = rest.find_first_not_of("0123456789.eE+-");
    if (number_end == std::string_view::npos) throw fail();
    const std::optional<double> number = parse_number(rest.substr(0, number_end));
    if (!number || (per == MoneyPer::once && *number < 0.0)) throw fail();
    std::string unit;
    for (char c : rest.substr(number_end)) {
        if (c != ' ') unit += c;
    }
    if (per == MoneyPer::year) {
        for (std::string_view year : {"/year", "/yr"}) {
            if (unit.ends_with(year)) unit = unit.substr(0, unit.size() - year.size()) + "/a";
        }
    }
    if (unit == fmt::format("CNY{}", suffix)) return *number;
    if (unit == fmt::format("kCNY{}", suffix)) return *number * 1e3;
    if (unit == fmt::format("MCNY{}", suffix)) return *number * 1e6;
    throw fail();
}

}  // namespace lantian
