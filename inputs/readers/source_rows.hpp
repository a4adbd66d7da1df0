#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "inputs/readers/emission_builder.hpp"

namespace lantian {

/// A table with the meaning of its columns; turns rows into sources.
class SourceRows {
  public:
    SourceRows(Table table, EmissionBuilder& builder, SourceShape shape)
        : table_(std::move(table)), builder_(builder), shape_(shape) {}

    /// Checks the header. False when it has problems: then rows cannot be read. rates: its rows give emission.
    bool expect(std::vector<ColumnSpec> own, bool rates = true) {
        Problems& problems = builder_.problems();
        const std::size_t before = problems.error_count();
        for (const char* name : {"name", "facility", "town", "process", "profile", "status", "source"})
            own.push_back({name, ColumnSpec::Kind::text, {}, false});
        for (const char* name : {"sector", "group"}) own.push_back({name});
        if (!rates) {
            table_.expect_columns(own, problems);
            return problems.error_count() == before;
        }
        for (std::string_view name : k_emitted_names)
            own.push_back({std::string(name), ColumnSpec::Kind::any_unit, "t/a", false});
        table_.expect_columns(own, problems);
        units_.resize(k_emitted_count);
        bool any = false;
        for (std::size_t s = 0; s < k_emitted_count; ++s) {
            const auto c = table_.find(k_emitted_names[s]);
            if (!c) continue;
            any = true;
            const Table::Column& column = table_.columns()[*c];
            if (column.unit.empty()) continue;  // E301 already
            try {
                units_[s] = parse_rate_unit(column.unit);
            } catch (const Error& error) {
                const Problem& p = error.problems().front();
                problems.add(
                    {Severity::error, ErrorKind::bad_data, "E302", table_.path(), column.line, column.column,
                     fmt::format("{} \"{}\": {}", column.line > 0 ? "column" : "property", column.header, p.message),
                     p.hint});
            }
        }
        if (!any) {
            problems.add({Severity::error, ErrorKind::bad_data, "E304", table_.path(), 0, 0, "no column with a rate",
                          fmt::format("add one of {}, for example \"so2[t/a]\"", fmt::join(k_emitted_names, " "))});
        }
        return problems.error_count() == before;
    }

    /// The columns that every kind of source has, without id.
    Source common(std::size_t row) {
        Problems& problems = builder_.problems();
        Source s;
        s.shape = shape_;
        s.name = table_.text(row, "name");
        s.facility = table_.text(row, "facility");
        s.town = table_.text(row, "town");
        s.sector = table_.required_text(row, "sector", problems);
        s.process = table_.text(row, "process");
        if (s.process.empty())
            s.process = shape_ == SourceShape::point  ? "stack"
                        : shape_ == SourceShape::road ? "road"
                        : shape_ == SourceShape::line ? "roof"
                                                      : "area";
        s.group = table_.required_text(row, "group", problems);
        if (s.group == "outside") {
            table_.report(row, "group", "E308", "is the tag of the outside concentration", "choose another group",
                          problems);
        } else if (s.group.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos) {
            table_.report(row, "group", "E201", "must be lower snake case", "a-z, 0-9 and _", problems);
        }
        s.status = table_.text(row, "status");
        if (!s.status.empty() && s.status != "published" && s.status != "estimate" && s.status != "synthetic") {
            table_.report(row, "status", "E201", "is not a status", "write published, estimate or synthetic", problems);
        }
        s.origin = table_.text(row, "source");
        const std::string profile = table_.text(row, "profile");
        if (!profile.empty()) {
            const auto found = builder_.profile(profile);
            if (!found)
                table_.report(row, "profile", "E309", "no such profile", builder_.profile_hint(profile), problems);
            s.profile = found.value_or(0);
        }
        return s;
    }

    std::string id(std::size_t row, const char* column) {
        Problems& problems = builder_.problems();
        std::string value = table_.required_text(row, column, problems);
        if (value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_/.-") != std::string::npos) {
            table_.report(row, column, "E201", "is not an id", "a-z, 0-9 and _ / . -", problems);
        }
        return value;
    }

    void take(std::size_t row, const std::string& id) {
        if (id.empty()) return;
        const std::string first = builder_.take_id(id, fmt::format("{} {}", table_.path(), table_.row_name(row)));
        if (!first.empty())
            table_.report(row, "id", "E308", fmt::format("stands already in {}", first), "make it unique",
                          builder_.problems());
    }
    /// The source of a row of a table with one row a source, its id taken.
    Source begin(std::size_t row) {
        const std::string of_row = id(row, "id");
        take(row, of_row);
        Source source = common(row);
        source.id = of_row;
        return source;
    }

    InventoryMass mass(std::size_t row) {
        Problems& problems = builder_.problems();
        InventoryMass mass;
        for (std::size_t s = 0; s < k_emitted_count; ++s) {
            const auto value = table_.optional_number(row, k_emitted_names[s], problems);
            if (!value) continue;
            if (*value < 0.0) {
                const std::string unit = table_.columns()[*table_.find(k_emitted_names[s])].unit;
                table_.report(row, k_emitted_names[s], "E306", fmt::format("must be {}", range_text({0.0}, unit)),
                              "a rate is never negative", problems);
            }
            mass.given[s] = true;
            mass.annual_kg[s] = *value * units_[s].scale * (units_[s].annual ? 1.0 : builder_.year_s());
        }
        const double pm25 = mass.annual_kg[index(Emitted::pm25)];
        const double pm10 = mass.annual_kg[index(Emitted::pm10)];
        // A millionth allows for columns that were rounded or converted apart.
        if (mass.given[index(Emitted::pm25)] && mass.given[index(Emitted::pm10)] && pm10 < pm25 * (1.0 - 1e-6)) {
            table_.report(row, "pm10", "E313", fmt::format("is less than pm25 ({:.6g} and {:.6g} kg/a)", pm10, pm25),
                          "pm10 includes pm25", problems);
        }
        return mass;
    }

    void outside(std::size_t row, const char* column, const std::string& id, const std::string& place) {
        table_.report(row, column, "E307",
                      fmt::format("source \"{}\" {} outside the domain ({})", id, place, builder_.domain_text()),
                      "correct the coordinates or enlarge domain.bounds_deg", builder_.problems());
    }

    [[nodiscard]] const Table& table() const { return table_; }
    EmissionBuilder& builder() { return builder_; }

  private:
    Table table_;
    EmissionBuilder& builder_;
    SourceShape shape_;
    std::vector<RateUnit> units_;
};

}  // namespace lantian
